"""Given names that are words or places as well, and entries of the list that nobody is called.

Local setting: lists anyone may correct. A name that is not here is found wherever it stands; one
of these only where what stands round it speaks of a person.
"""

from mars.domain.wording.word_lists import spelled

# Ordinary words: capital letters in the middle of a sentence make them a name.
ALSO_WORDS = spelled("""
abbott add alba albino alf ally alma almond ama amber ambrose amine amma anda angel angelic ani ara
arch archer aria arie ascension aspen asta aura bailey baker bara barb basil beau bee bell belle
berry bethel beverly bill bird birdie blair blaze blessing bliss blossom bobby booker bose bowman
brad branch brandy brant bree bret brit britt brock brown buck bud buddy buffy burgess burke burl
burns burr burt buster butch butler cade cadence cain cal cam candida candy cannon caprice carol
carry carter case cash cass chad champ chance chandler charity chase chastity cherish cherry chin
chip chuck cinnamon clay cleave clem clement cliff clint cole collier collin colonel colt comfort
cooper cora coral corinne corona cortez coy creed crystal curt dai daisy dale darby dawn dee dell
delta desi destiny dev dexter diamond dieter dimple dink dirk dixie dolly don dora dove dow drake
drew duff duro dusty early earnest echo ember emerald emery emir emmet ester eve faith fancy fares
fawn fay felicity fern fisher fleet fletcher flint flora ford foster foy franco frank frankie
freeman friend fuller gage gala gale gardner garland garner garnet garret garrison garth gene genie
geo ginger glen glover golden goldie gorge grace grant graves gray grayling griffin grove gunner guy
hal hale handy harden hardy harman harmony harper hart hasan hayward hazel hazen heath heather henny
herb holden holly homer hoover hope hoy hudson hunt hunter hurley hymen ibis immaculate indy
innocent ivory ivy jack jade jagger jax jay jet jewel job joy julio junior jure kaiser kale kali
karma kay kick kike kip kirk kit kitty knox lacy lafayette lambert lance lassie laurel lavender lea
leafy lemma lemon levin lew lily linden lindy link linn loma lone long lope lori luce lucky lucy lue
lulu lum lute mac mack magnolia mai man manly manning marge marina marine mark marlin marquis marsh
mart marten marvel mason maverick max maxima meadow mell melody mercer mercy merle merlin merrily
merry mick miller mills milo miracle missy misty moe monte nadir nae nash ned noma nova novella
octave okey olive opal olivine page palma palmer pansy parker parley paschal pat patience patty
peace pearl pearly peer penny pepper perry pia pier pierce pink pinkie piper pleasant polk poppy
porter posey precious prentice press prosper purity queen quint ramsey rance rand randle randy raven
ray reed reese reina rey ria rick roan rob robin rocky roe rose rosemary rosy rowan royal ruby rusty
ryder sai sal salina sanders sandy sapa savanna sawyer scarlet scot sem senna serenity serine shade
shan shepherd sherry sibyl sid silva sky slade smith sonata spencer starling sten sterling stonewall
stormy sue sumner sunny sunshine sylvan taft tai taj talon tanner tate tawny tera tory trey troy
tucker tui turner tye udo vela velvet vernal villa viola vita viva wade wadi walker walt warner
warren watt weaver webster wheeler will willy windy wolf wolfram wong woody wright young
""")

# Places, months, titles and makes, which have capital letters as well.
ALSO_PROPER = spelled("""
abbey africa alabama alberta alexandria america angeles apollo april arizona arlington art asia
atlas august aurora austin autumn baron barton berlin bishop boston bradford bristol brook brooklyn
brooks burton bush canyon captain carlisle carlton carolina chelsea chester china christian
cleveland clinton columbia columbus cuba dakota dallas dalton danish deacon dean denver duke earl
easter eden essex florida forest genesis geneva georgia green hampton haven heaven hill holland
houston india indiana ireland israel january jordan journey june justice kent kenya king kingston
liberty lincoln london louisiana lourdes marshal may melbourne memphis mercedes metro milan milton
missouri montana montgomery nevada newton nile north orlando oswald paris park philippine phoenix
porsche preston richmond river roma roman rome santa santiago savannah sierra spring stanford
stanley summer sunday sydney tennessee texas trinidad trinity valencia venice venus victoria victory
virginia warwick washington wellington wells west weston winter york
""")

# On the list of names, and never meant as one here.
NEVER = spelled("""
aba ace admiral aga ala ale alpha alto ami amin amor ante asu author awj baba babe baby bale bali
banks baptist bas bode boss brain bunk caesar canal cap captain che christ colon commodore con conn
cord council del doc dock doctor doll dot eba ebb edd edit edu elder else emit era essence eta ether
ever exa fairy fate fed feline floor forest forum franc french gauge gay gee general german gok
governor grit gust hall ham harm harsh hence hung ibn icy ide ige ika ima imam imo ina infant ion
isa isis islam ize jesus jua judge kem king lady lane lark lawyer les less lim little loot lore lot
love loyal lyric mace mad madden made major mal male manila mar mare marry mat mate math media meta
metro mile miner minor moody mora muslim nacho nada nail nan nana nat nazi noble oba obe oda oge oke
ole ona ora oral orange ota ova over pal park pastor pim price prince princess prudence puck raid
ransom ras reason red rice rich ridge rim rock rod roll rua rush rym rza sad safari sage said saint
sep serge server sever side sie silver sincere sing sister skip sol sole son squire star steward
stone tab tad tal tan tea tex theres theta ties till tiny tod tome toy trace treasure true tutu uge
ulf ulla una unique unknown unnamed urban urs ute utz valid van veer von ward wash whit wing winter
wood worth yaa yan yee zeta
""")
