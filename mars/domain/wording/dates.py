"""What dates look like, in figures and in words. Reads folded text: plain digits and hyphens."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)?"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
_GAP = r"\.?[ \n]"
_JOIN = r"[ \n]?[/.\-|][ \n]?|[ \n]"

_NUMBERED = rf"{_DAY}(?P<join>{_JOIN}){_MONTH_NUMBER}(?P=join){_YEAR}"
_ISO = rf"(?:19|20)\d\d[-/.]{_MONTH_NUMBER}[-/.]{_DAY}"
# The health service's own short date, "03-Apr-2015", too.
_JOINED = rf"{_DAY}[ \n]?[-/.,][ \n]?{_MONTH}[ \n]?[-/.,][ \n]?{_YEAR}|{_DAY}{_MONTH}{_YEAR}"
_WORDED_DAY = rf"{_ORDINAL}{_GAP}(?:of{_GAP})?{_MONTH}\b"
_WORDED = rf"{_WORDED_DAY}\.?,?[ \n]{_YEAR}|{_MONTH}{_GAP}{_ORDINAL},?[ \n]{_YEAR}"
_DAY_WORDED = rf"{_MONTH}{_GAP}{_ORDINAL}"
_BIRTH = (
    r"(?:d\.?[ \n]?o\.?[ \n]?b\b\.?|date[ \n]?of[ \n]?birth|birth[ \n]?(?:date|day)"
    r"|(?:was|is|being)?[ \n]?born)"
)
_BETWEEN = r"(?:[ \n:=\-(/,.]|\b(?:is|was|on|the|in)\b){0,12}"

FULL_DATE = rf"(?<![\w/.])(?:{_ISO}|{_NUMBERED}|{_JOINED}|{_WORDED})(?![\w/])"
DATE_OF_BIRTH = (
    rf"\b{_BIRTH}{_BETWEEN}(?:{_NUMBERED}|{_ISO}|{_JOINED}|{_WORDED}|{_WORDED_DAY}|{_DAY_WORDED}"
    rf"|{_MONTH}{_GAP}(?:19|20)\d\d|{_DAY}[/.]{_MONTH_NUMBER}|\d{{6}}|\d{{8}})(?!\w)"
)
