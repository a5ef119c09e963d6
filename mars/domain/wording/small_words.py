"""Small words of a sentence: those that a gap may pass over, and how something is denied.

Local setting: lists anyone may add to.
"""

from mars.domain.wording.word_lists import spelled

SMALL_WORDS = spelled("""
a an the his her their our my your its some any many most several all both every each other too so
of two three more few lots these those this that important key routine health dental medical
hospital school own very same first next last little younger older youngest oldest new old eldest
""")

NEGATORS = spelled("""
no not never nothing nobody none nor without neither isn't wasn't aren't weren't hasn't haven't
hadn't doesn't didn't don't won't wouldn't zero
""")
LISTED = spelled(
    "bruise bruises bruising mark marks injury injuries guns knives drugs weapons violence"
)
"""What "no" may deny as a list."""
PASSED_OVER = LISTED | spelled("""
a an any the one ever been be being is was are were has have had seen observed noted reported found
there sign signs evidence indication indications history report reports record records concern
concerns of about that suggestion thoughts thought threats risk further new recent current fresh
physical visible obvious actually yet anyone anybody himself herself or and other goes go went gone
parent parents left children child made noticed received heard raised shown identified involved in
with think thinks believe he she they known previous more seem feel feels felt worried worry safety
anybody's anyone's
""")
"""Between "no" and the words that it denies: "no sign of any", "has never been"."""
