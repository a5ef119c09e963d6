"""The words that show that the word beside them names a person, for names that may be words too.

Local setting: lists anyone may add to. Knows nothing of how a text is read.
"""

from mars.domain.wording.word_lists import spelled

# "Mum (Jackie)", "his brother Connor".
RELATIVES = spelled("""
mum mummy mam mother dad daddy father stepdad stepmum stepfather stepmother step-dad step-mum step-
father step-mother brother sister half-brother half-sister stepbrother stepsister step-brother step-
sister sibling siblings nan nanna nana gran granny grandma grandad grandmother grandfather aunt
auntie aunty uncle cousin cousins niece nephew partner ex boyfriend girlfriend husband wife fiance
son daughter twin twins baby boy girl child children kids carer carers neighbour friend landlord
lodger oldest eldest youngest godmother
""")

# "Hope said …": what people do and hopes do not.
ACTS = spelled("""
said says told tells asked asks thinks thought wants wanted feels felt likes liked loves loved hates
hated lives lived cries cried sleeps slept eats ate plays played goes went came comes knows knew
rings rang rung shouts shouted refuses refused hides hid bites bit hits hit runs ran talks talked
speaks spoke stays stayed sees saw attends attended moved started struggles enjoys enjoyed wakes
woke trusts blames wonders believes denies cannot can't doesn't didn't won't wrote drew smiled
smiles laughs laughed answered answers screams screamed missed misses wears wore sits sat stands
walks walked looks looked stopped left gets sends sent drinks drank smokes hurt swears swore copies
translates settled posts disclosed visits visited lost drives takes took gave gives helps sang sings
draws brought hates ran enjoys turned won
""")

# The same of a name that fits the child's initials.
HAPPENS = ACTS | spelled("""
is isn't was wasn't has hasn't had does did will would could can should might seems appears needs
keeps became
""")

# "Rose's grandmother".
BELONGINGS = spelled("""
mum mam mother dad father brother sister siblings nan gran grandma grandad grandmother grandfather
aunt uncle cousin parents mums dads family carer carers school teacher worker behaviour attendance
health speech voice life birthday room bedroom house home plan needs wishes views story sleep weight
anger partner boyfriend girlfriend stepdad stepmum stepfather stepmother foster social baby son
daughter children bag phone friend friends
""")

# "We asked Mark", "contact with Faith".
TOWARDS = spelled("asked ask tell told tells met saw visited seen rang about with love")

DETERMINERS = spelled(
    "the a an this that these those our your each every no any some all more such"
)

# "In May", "near Stanley": places and times.
PLACING = spelled("""
used read in at by since until till near from to of through before after during this last next each
every early late mid around between over for on the a an and or via into towards
""")

HONOURED = spelled("st saint ss king queen prince princess lord pope sir")

INSTITUTIONS = spelled("""
academy avenue building campus care centre chapel church clinic close club college court crescent
drive estate foundation gardens group grove hall home hospice hospital house infants juniors lane
library lodge medical model nursery park parish place practice primary programme project room road
scheme school secondary service services square street suite surgery terrace theatre trust unit view
ward way wing
""")

# Two letters that stand for a job, a service or a plan, and so never for a person.
TWO_LETTERS = spelled("""
ac ad ae ai am ap as at au av ba bb bp bw ca cc cd ce cf ch ci cl cm cp cr ct cv cw cy da db dc dl
dm do dr dt dv dw ed ee eh ei el ep er es et eu ev ey fa fb fc fe fi fm fn fp fr ft fu fw ga gb gm
go gp gs hb hc he hi hm hn ho hq hr ht hv hw ia ib ic id ie if in ip ir is it iv iw kg ks la lb le
lo lp lt ma md me mh mm mp mr ms mx my na nb nh ni no nq ns ny of oh ok on op or os ot ox pa pc pe
ph pi pm pp pr ps pt pw qa qc ra rc rd re ro rp rs rt sa sb sc se sh si sn so sp ss st sw ta tb td
tl to tv uc uk un up us uv vc vr vs wa we wi wp xl yo yp yr
""")
