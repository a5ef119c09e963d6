"""What keeps a request from going on, for the one who looks after all of them."""

from mars.domain.labels import Labelled


class Stall(Labelled):
    """Why a request needs the coordinator (local setting)."""

    TO_FIND = "to-find", "The person who asked left it to you to find a facilitator"
    NO_FACILITATOR = "no-facilitator", "No facilitator is being asked"
    TIMES_PASSED = "times-passed", "All the times that were offered have passed"
    ANSWERS_LATE = "answers-late", "An agency has not answered in time"
    NOT_RECORDED = "not-recorded", "The session is over and nobody has recorded who came"
    NOT_DECIDED = "not-decided", "The session was not held, and nobody has decided what follows"
    SUMMARY_LATE = "summary-late", "The summary is late"
    NOT_CLOSED = "not-closed", "The summary was sent, and the request is still open"
