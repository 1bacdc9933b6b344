"""The words that turn a statement: what denies, doubts, supposes, ends. Phrases are tuples of words as written."""

from __future__ import annotations

from typing import Final


def words(text: str) -> frozenset[str]:
    """A set of words, written in one go."""
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split(","))


MUTED: Final = _phrases(
    "not only,not just,not simply,not merely,not without,no change,no changes,not changed,no different,"
    "no improvement,no better,not better,not any better,not much better,no worse,not worse,no relief,not relieved,"
    "not relieve,not help,not helped,not helping,nothing helps,nothing works,no help,no doubt,no wonder,not surprising,"
    "no one,nobody,no idea,not deny,cannot deny,no denying,not denying,never denied,not denied,not improving,"
    "not improved,not improve,not getting better,not get better,not getting any better,not going away,not go away,"
    "not gone,not gone away,not going,not settled,not settling,not settle,not resolved,not resolving,not resolve,"
    "not stopped,not stop,not stopping,not cleared,not clearing,not clear,not clear up,not shift,not shifting,"
    "not shake,not shake off,not get rid,not subsided,not ease,not easing,not eased,not let up,without stopping,"
    "without improvement,without relief,without a break,never stops,never stopped,never goes,never goes away,"
    "never really went away,never had such,never had anything like,never had this,never felt like this,never felt so,"
    "never been so,not until,not ruled out,not excluded,cannot be excluded,no medication,no medicine,no medicines,"
    "no treatment,no meds,no tablets,no analgesia,not responding,not respond,not responded,no response,not touching,"
    "not due,no time,no longer able,not for the first time,no joy,not controlled,not well controlled,not taking,"
    "not had this,not slept,no sleep,not sleeping,not sleep,not one to,no stranger to,no let up,not going to,"
    "no longer responding,not always,not all,no longer working,not fully gone,not completely gone,not quite gone,"
    "not absent,not unusual,no good"
)
"""These hold a word of denial and deny nothing of what comes after; they also keep «gone» and «better» from denying."""

DENIES: Final = _phrases(
    "no,without,denies,denied,deny,denying,nil,neither,nor,negative for,negative to,negative,neg for,free of,free from,"
    "no longer,no sign of,no signs of,no evidence of,no history of,no hx of,no complaints of,no complaint of,"
    "absence of,rules out,ruled out,excludes,zero,none of,no more,not any more,doesnt have any,stopped having,lacks"
)
"""These reach over a list."""

DENIES_NEAR: Final = _phrases("not,non,never,not think,not believe,stopped,unlikely,cannot")
"""These deny the next thing, and more only with «or»."""

DOUBTS: Final = _phrases(
    "maybe,might,perhaps,possibly,possible,probably,probable,query,suspected,suspect,suspects,suspecting,not sure if,"
    "not sure whether,not sure about,not sure,unsure,unsure if,unsure whether,unclear if,unclear whether,uncertain,"
    "not know if,not know whether,not certain,think,thinks,thought maybe,thinking,wonder,wonders,wondering,could be,"
    "could have,could this be,could it be,may be,may have,seems,seem,seemingly,looks like,presumably,"
    "cannot tell if,hard to say if,not clear if,not clear whether,unlikely but possible,cannot rule out,not ruled out,"
    "not excluded,cannot be excluded,to rule out,to exclude,presumed,potential,likely,not remember if,"
    "cannot remember if,"
    "not recall if,differential"
)
DOUBTS_BEHIND: Final = _phrases(
    "not sure,unsure,maybe,perhaps,possibly,i think,i guess,i suppose,probably,not certain,might be,could be,query,"
    "hard to tell,uncertain"
)
"""At a sentence's end they doubt what came last."""

GONE: Final = _phrases(
    "gone,gone now,gone away,has gone,have gone,went,went away,resolved,settled,settled down,stopped,cleared,"
    "cleared up,disappeared,"
    "subsided,absent,denied,excluded,negative,vanished,passed,over now,all gone,no more,not present,not there,"
    "not an issue,not a problem,not reported,ceased,has resolved,has settled,ruled out,not any more,not anymore,"
    "not noted,not seen,none now,none since,none today,went down,gone down,come down,has gone down,"
    "not now,not happened,not felt"
)
PRONOUNS: Final = words("it that this they these both all is has have was s are now but and")
AFTER_GONE: Final = words(
    "now away since completely by and but after today yesterday already on again last this though however with "
    "too as well entirely spontaneously itself quickly fully down still overnight after a few when i she he so"
)
"""Only before these, or at the end of a clause, does «gone» take back («gone numb» does not)."""

ENDS: Final = words(
    "but however although though except besides because due yet still reports reported complains complaining "
    "complained presents presented presenting admits positive yes which who until while unless instead started starts "
    "noticed whereas despite secondary just only has"
)
"""Behind these a denial is over."""

STARTS: Final = words(
    "i he she they we pt patient has have had is are feels feel feeling complains reports now also plus very mild "
    "moderate severe some bit productive dry worse worsening my his her their started having getting got gets keeps "
    "does did then mother father wife husband it there yes been occasional intermittent new slight bad constant "
    "persistent since suffers takes takes smokes drinks lives works on known current ongoing increased increasing "
    "sudden this pain mum dad today feverish ex former previous smoker taking non"
)
"""What stands behind a comma and begins with one of these is a statement of its own."""

CONTINUES: Final = words("since for x continues continue persists persisting persist remains ongoing present")
"""With these a thing in a list is there, whatever was denied before it."""

SUPPOSES: Final = _phrases(
    "in case,advice about,advice on,advised about,leaflet about,leaflet on,information on,information about,info on,"
    "screening for,screened for,screen for,vaccine for,vaccinated against,vaccination against,jab for,test for,"
    "tested for,tests for,checked for,check for,asking about,ask about,asks about,questions about,results of,"
    "research on,prevention of,prevent,to avoid,risk of,at risk of,read about,watch for,watch out for,look out for,"
    "monitor for,safety net,appointment for,clinic for,review of,referral for,letter about,article about"
)
WORRIES: Final = _phrases(
    "worried about,worried it,worried its,worried that,worried of,scared of,scared its,scared it,afraid of,fear of,"
    "fears,frightened of,concerned about,concerned it,convinced its,convinced it,paranoid about,googled,anxious about"
)
"""What is feared is not had; a complaint that somebody worries about is."""

PAST: Final = _phrases(
    "years ago,year ago,months ago,last year,as a child,as a kid,as a baby,as a teenager,in childhood,when i was,"
    "when he was,when she was,when young,years back,decades ago,used to get,used to have,used to suffer,previously had,"
    "in the past,in my teens,in my twenties,during pregnancy,in my last pregnancy,as an infant,long ago"
)
"""What was only then is no complaint of today."""

MOTHERS: Final = words("mother mum mom mummy mam ma mothers")
RELATIVES: Final = MOTHERS | words(
    "father dad daddy parent parents sister sisters brother brothers sibling siblings grandmother grandma gran nan "
    "nana granny grandfather grandad granddad grandpa grandparent uncle aunt auntie aunty cousin cousins niece nephew "
    "twin relative relatives family fhx fh fathers dads"
)
CHILDREN: Final = words(
    "son daughter baby child toddler infant kid kids children boy girl newborn sons daughters babies grandson "
    "granddaughter grandchild"
)
OTHERS: Final = words(
    "husband wife partner spouse boyfriend girlfriend fiance flatmate flatmates housemate housemates roommate "
    "colleague colleagues friend friends neighbour neighbours neighbor neighbors coworker coworkers classmate "
    "classmates boss everyone everybody household carer"
)
REPORTING: Final = words(
    "says said noticed notices thinks reports reported tells told found worried concerned states stated saw heard "
    "brought called rang calling wonders reckons insists made sent gave found"
)
"""After these a relative is who tells, not who has it."""
COMPANY: Final = words("with by for from to near beside visiting when while")
FIRST_PERSON: Final = words("i me myself pt patient")
