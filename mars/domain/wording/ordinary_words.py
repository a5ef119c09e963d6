"""Capitalised words that do not make a name: "Justice Team", "Just Thinking", "Police Liaison".

Local setting: a list anyone may add to. It leaves out words that are names as well (May, Grace,
Hope, Will, Rose, Hall, Young), so that a name is missed as seldom as can be.
"""

# Words that begin sentences or join them.
JOINING = """
a about above according across actually additionally after again against ago ahead all allegedly
almost alone along alongside already also although always among an and another any anybody anyone
anything anyway apart apparently are around as aside at away back be because been before behind
being below beneath besides better between beyond both briefly but by can cannot clearly
consequently could currently daily despite did do does doing done down due during each earlier
early either else elsewhere enough especially eventually ever every everybody everyone everything
exactly except fairly few finally first firstly following for formerly fortunately frequently from
fully further furthermore generally given gradually had hardly has have having he hence her here
hers herself him himself his hopefully how however i if immediately in indeed initially instead
into is it its itself just largely last lastly lately later latest least less let lets like likely
likewise locally longer lots luckily mainly many maybe me meanwhile mine more moreover most mostly
much must my myself namely naturally near nearly neither never nevertheless next no nobody none
nonetheless nor normally not notably nothing now nowhere obviously occasionally of off often on
once one only onto or originally other others otherwise ought our ours ourselves out over overall
own part partly per perhaps please possibly presently presumably previously primarily probably
quickly quite rarely rather really recently regarding repeatedly sadly same second secondly seldom
separately several shall she should similarly simply since slowly so some somebody somehow someone
something sometimes somewhere soon still strangely such suddenly surely than thanks that the their
theirs them themselves then there therefore these they thing things third this those though
through throughout thus to today together tomorrow tonight too toward towards typically ultimately
under unfortunately unless unlike until unusually up upon us usually various very via was we
weekly well were what whatever when whenever where whereas wherever whether which whichever while
who whoever whole whom whose why wider with within without would yes yesterday yet you your yours
yourself
"""

# Things that are done, as they begin a sentence or stand in a heading.
DOING = """
acting adding agree agreed aiming arrange arranged asked asking attend attended attending became
become becoming began begin begins book booked bring bringing brought build building call called
calling came caring change changed changing check checked checking come comes coming concerned
consider considering continue continued continues discuss discussed discussing engage engaged
engaging explore exploring feel feeling feelings felt find finding found gave get gets getting
give gives giving go goes going got hear heard hearing held help helped helping helps hold holding
hoped hoping increase increasing join joined joining keep keeping keeps kept know knowing known
knows learn learned learning learnt leave leaving left listen listened listening live lived lives
living look looked looking looks made make makes making managing meant meet meeting meetings met
move moved moving need needed needing needs offer offered offering open opened plan planned
planning plans play playing prevent preventing provide provided put recorded referred reflect
reflecting refused remain remained remember report reported review reviewed reviewing said saw say
saying says see seeing seem seemed seems seen sees send sent set share shared sharing show showed
showing shown speak speaking spoke stand start started starting stay stayed staying stop stopped
struggle struggled struggling stuck suggest suggested support supported supporting take taken
takes taking talk talked talking talks teach tell telling tells think thinking thinks thought
thoughts told took trained training tried tries try trying turn turned turning understand
understanding understood update updated use used using view viewed views visit visited visiting
visits wait waited waiting want wanted wanting wants went wonder wondered wondering work worked
working works worried worries worry worrying write writing written wrote
"""

# People, services and places of work.
SERVICE = """
academy access accident accommodation act action administrator admissions adolescent adoption
adult adults adviser advisor advisory advocacy advocate affairs agencies agency alcohol alliance
ambulance anti appreciative area arrangements assembly assessment assessments assistance assistant
association attendance authority autism autistic baby behaviour behavioural bereavement board body
borough boy boys branch brother brothers bureau business campus care carer carers cases centre
centres chair chairs charity chief child childcare childhood childline children childrens circle
circles citizens city classroom clerk clinic clinical clinics club coach college colleges combined
commission commissioner committee communication communities community complex conference connect
consultant contact coordinator core council councils counselling counsellor county court courts
crime criminal crisis critical crown culture curriculum custody customer data deaf debt delivery
dental dentist department deputy designated development developmental digital diocese direct
direction director directorate disabilities disability disabled discharge district divisional
doctor doctors domestic drug drugs duty dyslexia education educational emergency emotional
employment engagement england enquiry environment equality evidence exclusion executive
exploitation external facilitator families family father federation finance financial fire focus
food forum forums fostering foundation free friends fund funding general girl girls governor
governors graces grandparents group groups growth guardian guidance guide headteacher health
healthcare healthier healthy home homeless homelessness homes hospice hospital hospitals house
household housing hub hubs human humanities improvement incident inclusion independent infant
information initial initiative inspector institute integrated intensive intervention investigation
jobcentre joint judicial junior justice juvenile key kinship lead leader leaders leadership leads
league learner legal leisure liaison library link local locality management manager managers
maternity meals mediation medical mental mentor mentors midwife midwifery minister ministry
missing model models mother multi music national neglect neighbourhood neonatal network neurology
new northern nurse nursery nurses nursing nutrition occupational offending office officer officers
operations organisation outcome outcomes outreach paediatric paediatrician paediatrics pairs panel
panels parent parental parenting parents parish partner partners partnership pastoral pathway
pathways patient peer people performance perinatal permanency personal pharmacy physical
physiotherapist physiotherapy placement placements police policy practice practitioner
practitioners pregnancy preschool primary principal prison probation procedures proceedings
process programme project protection protocol provider psychiatrist psychiatry psychological
psychologist psychology public pupil pupils purpose quality reception recovery referral referrals
reflection reflections reflective refuge region regional registrar regulation relationship
relationships representative residential resilience resource resources respite response
responsible rights risk rural safe safeguarding safety sanctuary school schools secondary section
secure senior sense service services session sessions setting settings sexual sister sisters sixth
social society solicitor solution solutions south southern special specialist speech sport sports
staff standards state statutory strategic strategy strengths student students substance
supervision surgery survivors system systemic systems task teacher teachers teaching team teams
technical teenage therapist therapists therapy threshold thresholds tier timetable transition
transitions transport treatment trust trustees unit united university urgent victim victims
violence virtual visitor visitors voluntary volunteer volunteers welfare wellbeing women worker
workers workforce workshop youngest youth youths zone
"""

# Days, months that are not names as well, and plain nouns of planning.
CALENDAR = """
afternoon agenda aim aims answer answers approach arabic background bank barriers bengali british
challenge challenges chapter christmas concern concerns context curiosity curious date dates days
december decision decisions difference differences diwali eid european evening example february
figure form friday goal goals hanukkah history holiday holidays hour hours idea ideas impact irish
issue issues item items january journey july lack lessons level levels main matter minute minutes
monday month months morning night notes november number october opportunity option options pattern
patterns perspective perspectives phase picture point points polish problem problems punjabi
question questions ramadan reason reasons recommendation recommendations result results role roles
romanian saturday scale scottish september signs situation spring stage stages step steps strength
summary sunday table tension tensions term terms theme themes thursday time times title tool tools
topic trauma traumatic trend tuesday urdu version voice wednesday week weekend weekends weeks year
years
"""

# Letters that stand for services, plans and conditions.
SHORT_FORMS = """
abe acp adhd afc amhp asb asd ask bsl cafcass camhs cce cdop cfa cic cie cin cla cme cmht cpd cpn
cpp cps crc cse csp cypmhs cyps dash dbs dcc dfe dhr dla dna dols dsl dva dvpo dwp ecf eet eha
ehcp ehe ehm eht ehw emdr epo esa faqs fasd fgc fgm fii fip gcse gdpr gmc gps hcpc hmcts hmrc icb
icpc ics idva imca iqa iro isa isva isw iva kcsie lac lado lat lcs lgbt lscp mappa marac mash mdt
mha mod mps msw nacro nai neet nfa nhs nice nmc nqt nspcc ofsted oos pace pcsp pep phse pip plo
pru pshe psw ptsd qdcp rcpc rip rspca saf saif salt sarc scr sdq sen senco sgo sle slt smart sos
ssw stp sudi tac taf tas tsp uasc ukba vat vcs yjs yoi yos yot
"""

ORDINARY: frozenset[str] = frozenset(
    f"{JOINING} {DOING} {SERVICE} {CALENDAR} {SHORT_FORMS}".split()
)
