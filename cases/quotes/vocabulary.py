"""The words around a number: how it is meant, what it counts, and what is no figure at all.

Patterns in the order of their precedence; those of what comes before a number end at it.
"""

import re

from cases.models import Figure

Comparator = Figure.Comparator
POINTS = "percentage points"

# “不超过” contains “超过”: of two that end at the number, the one that begins first counts.
BEFORE = {
    Comparator.UP_TO: r"\b(?:up to|as (?:many|much) as|at (?:the )?most|(?:no|not) more than"
    r"|no(?:t to)? exceed(?:ing)?|(?:a )?maximum(?: of)?|capped at)"
    r"|不超过|最多|至多|不多于|高达|上限为?",
    Comparator.AT_LEAST: r"\b(?:at least|(?:no|not) (?:fewer|less) than|a minimum of)"
    r"|至少|最少|不少于|不低于",
    Comparator.LESS_THAN: r"\b(?:less than|fewer than|just under|under|below|short of)"
    r"|不足|不到|不满|未满|少于|低于|小于",
    Comparator.MORE_THAN: r"\b(?:more than|greater than|over|exceed(?:s|ed|ing)?|above|in excess of"
    r"|upwards of|surpass(?:es|ed|ing)?|topp(?:ed|ing)|beyond)|超过|超出|超|逾|突破|多于|高于|大于"
    r"|(?<=已)过",
    Comparator.NEARLY: r"\b(?:nearly|almost|close to|approaching|near)"
    r"|将近|接近|逼近|(?<![附最])近",
    Comparator.ABOUT: r"\b(?:about|around|approximately|approx\.|roughly|some|circa|an estimated)"
    r"|[~≈]|(?<![签合节预契违特邀条公])约合?|大概|估计",
}
FILLER = r"\s*+(?:了|达到|达|到|为|有|共|a total of\s|of\s|by\s|to\s)?\s*+(?:人民币)?\s*+$"
SOME_WORDS = r"(?: [A-Za-z-]+){0,3}?"
AFTER = {
    Comparator.MORE_THAN: r"[多余]|有余",
    Comparator.AT_LEAST: rf"[及或]?以上|\+(?![A-Za-z0-9])|{SOME_WORDS} or (?:more|above)\b|-plus\b",
    # 以上, 以下 and 以内 include the number itself: Civil Code of China, article 1259.
    Comparator.UP_TO: rf"[及或]?以[下内]|{SOME_WORDS} or (?:less|fewer|below)\b",
    Comparator.ABOUT: rf"左右|上下|前后|{SOME_WORDS} or so\b",
}

REACHING = {"上": Comparator.AT_LEAST, "过": Comparator.MORE_THAN}  # 上千, 过亿
ODD = {"多": Comparator.MORE_THAN, "余": Comparator.MORE_THAN, "来": Comparator.ABOUT}  # 20多

CURRENCIES_BEFORE = {
    "HKD": r"HK\$|HKD|港[元币]",
    "SGD": r"S\$|SGD",
    "USD": r"US\$|USD|美[元金]|(?<![A-Za-z])\$",
    "EUR": r"EUR|€",
    "GBP": r"GBP|£",
    "JPY": r"JPY",
    "CNY": r"RMB|CNY|[¥￥]|人民币",
}
CURRENCIES_AFTER = {
    "HKD": r"Hong Kong dollars?|HKD|港元|港币",
    "SGD": r"Singapore dollars?|SGD|新加坡元|新元",
    "USD": r"(?:US |U\.S\. )?dollars?|USD|美元|美金",
    "EUR": r"euros?\b|EUR|欧元",
    "GBP": r"pounds?\b|GBP|英镑",
    "JPY": r"(?:Japanese )?yen\b|JPY|日元",
    "CNY": r"(?:Chinese )?yuan|renminbi|RMB|CNY|人民币|元",
}
PER_CENT = r"[%％]|per ?cent\b"
PER_CENT_POINTS = r"个?百分点|percentage points?\b"
TENTHS = r"成(?![立为功员本都交果绩长就品分])"
MEASURES = (
    "人次 人 家 个 张 份 户 笔 次 套 项 款 条 名 台 辆 吨 单 枚 座 所 位 件 亩 "
    "公里 天 小时 分钟 秒 例 种 类 部 批 倍"
).split()
# Words at which a counted noun has to have come: “20 domestic banking institutions”.
NOUN = re.compile(r"\+?\s*+((?:[A-Za-z'’-]++[ ]?+){1,7})")
STOPS = set(
    "the of in on at by as for with to from that which were was is are has have had this its "
    "including include per through during since until a an each every but or".split()
)
PLURAL = re.compile("people|[a-z-]{2,}[^sui’']s")
PERIODS = {"秒": "second", "天": "day", "日": "day", "周": "week", "月": "month", "年": "year"}
PERIODS |= {word: word for word in (*PERIODS.values(), "minute")} | {"daily": "day"}
PER_AFTER = re.compile(
    r"[^0-9.,;。，；]{0,40}?(?:\ba (second|minute|day)\b|\b(daily)\b|[/每]([秒天日周月年])"
    r"|\b(?:per|each|every) (second|minute|day|week|month|year)\b)"
)
PER_BEFORE = re.compile(
    r"(?:每([秒天日周月年])|([日月年])均)[^0-9。，；]{0,12}$|\b(daily)\b[^.,;]{0,12}$"
)
RATE = re.compile(" a [a-z]+$")  # “invoices a day”, as metrics write it

# What holds a number that is no figure.
DIGIT = "[0-9零〇一二两三四五六七八九十百千万亿]"
NO_FIGURE = re.compile(
    rf"""
    https?://\S++
  | (?<![A-Za-z0-9])[A-Za-z0-9]++(?:\+[A-Za-z0-9]++)++                     # 1+7+C
  | (?<![0-9])[0-9]++(?:[/:：][0-9]++)++(?!\s*[%％])                        # 7/12, 10:30
  | (?<![0-9.])[0-9]++(?:\.[0-9]++){{2,}}+                                  # 2.0.1
  | (?<![0-9.,])[0-9]++\.0(?![0-9.])(?!\s*(?:[%％万亿元]|[a-z]?[mb]n\b|mill|bill|trill|per))   # 2.0
  | \b(?i:version|v)\.?\s?[0-9]++(?:\.[0-9]++)*+
  | (?<![A-Za-z0-9,.])[0-9]++(?:st|nd|rd|th)\b                             # 18th
  | 第{DIGIT}++
  | (?<!{DIGIT})(?!百分之){DIGIT}++分之{DIGIT}*+                           # 三分之一
  | \b(?i:no\.|pages?|pp?\.|paragraph|para|direction|chapter|section|figure|fig\.|picture|table
       |article|phase|annex|appendix)[\ -]?\#?[0-9]++(?:\.[0-9]++)*+(?!,[0-9])
  | \b(?:ISO|IEC|RFC|ERC|EIP|GB/T)[\ -]?[0-9]++(?:-[0-9]++)?+
  | (?<![0-9])[0-9]{{1,2}}点[0-9]{{1,2}}分
  | \b(?i:case|item|step|level|grade|top|windows)[\ -][0-9]++(?![,.]?[0-9])(?!\ [a-z]++)
  | (?:^|(?<=\n))[ \t]*+[(（]?[0-9]{{1,2}}[.)）、](?=\s)                     # the number of a list
  | \[[0-9]{{1,3}}\]                                                       # a note
  | 双{DIGIT}++ | \b618(?=\s(?:sweepstakes|shopping|sale|festival)|大促|购物节|活动)
  | 成千上万
    """,
    re.VERBOSE | re.MULTILINE,
)
# Not after a number: a duration in years or months, the rest of a word, a class or a time.
NO_UNIT = re.compile(
    r"\s?-?(?:years?|months?)\b|个?多?月|\s?[年岁届级版期号楼层章]"
    r"|(?<![百千万亿])[点时]|-[A-Za-z]|(?<=[0-9])[A-Za-z²³]"
)
DEFINITE = re.compile(
    r"\b(?:the|these|those|its|their|all|other|first|last|both)\s+(?:other )?$", re.I
)
CHANGE = re.compile(
    r"\b(?:rose|rise|risen|grew|grown|increased?|fell|fallen|dropped|declined|went|expanded|jumped"
    r"|reduced|cut|down|up)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
