"""Learning from practice, told fact by fact: every type of fact that a client may report about stories, principles,
programmes, cycles, measures, experiments, staff and workshops, and what is refused of them."""

from praksisd import new_event_id

SITES = ["DK-360", "DK-376"]


def fact(stream, day, body, role="FACILITATOR"):
    return {"eventId": new_event_id(), "stream": stream, "occurredAt": {"date": {"date": day}},
            "municipality": "DK-360", "actor": {"id": "f-1", "role": role}, **body}


def corrected(stream, version, replacement):
    return fact(stream, "2025-12-01", {"eventCorrected": {"targetVersion": version, "reason": "misheard",
                                                          "replacement": replacement}})


def voided(stream, version):
    return fact(stream, "2025-12-01", {"eventVoided": {"targetVersion": version, "reason": "mistaken"}})


def told(anonymity, **more):
    return {"storyTold": {"programme": "programme/p", "session": "s-1", "staffGroup": "team-1", "before": "At home.",
                          "after": "At work.", "success": "STORY_SUCCESS_OBJECTIVE",
                          "anonymity": f"STORY_ANONYMITY_{anonymity}", **more}}


def interview(number, **more):
    return {"interviewRecorded": {"interviewId": f"i-{number}", "guideId": "g", "informant": "INFORMANT_KIND_COMPANY",
                                  "site": "DK-360", "answers": [{"questionId": "q", "text": "A call helps."}], **more}}


def decided(after_days):
    return {"measureDecided": {
        "cycle": "cycle/c", "wording": "Call after a week.", "owner": "m-1", "sites": [{"site": s} for s in SITES],
        "metric": {"figure": "MEASURE_FIGURE_INTERRUPTION", "horizonDays": 91, "better": "MEASURE_DIRECTION_LOWER"},
        "design": "MEASURE_DESIGN_BEFORE_AFTER", "beforeDays": 365, "afterDays": after_days}}


def trained(day):
    return {"staffTrained": {"method": "COACHING_DIALOGUE", "methodRevision": "2006", "trainedOn": day, "role": "COACH",
                             "organisation": "flen"}}


CASE = {"caseStream": "case/learning-1", "placementId": "p-1"}
SHARED = {"storySharedAtMeeting": {"staffGroup": "team-2", "participants": 9}}
RETRACTED = {"storyRetracted": {"reason": "STORY_RETRACTION_REASON_TELLER_WISHES"}}
THEME = {"themeAdded": {"themeId": "t", "wording": "A call after the first week.", "evidence": ["i-1"]}}
OBSERVED = {"languageObserved": {"unitId": "u", "setting": "TEAM_MEETING", "positive": 7, "negative": 0}}
ENDED = {"experimentEnded": {"endedOn": "2025-06-30", "ending": "EXPERIMENT_ENDING_ADOPTED"}}
TRANSFER = {"knowledgeTransferHeld": {"transferId": "t-1", "partner": "rennes", "carriers": ["staff/cw-17"],
                                      "participants": 20, "toolkits": ["k"], "videos": ["v"]}}


def course():
    """(the fact, the reason that it is refused for; None where it is accepted), in the order of recording."""
    def add(stream, day, body, refused=None):
        facts.append((fact(stream, day, body), refused))

    facts = []
    add("case/learning-1", "2025-01-02", {"caseOpened": {"personRef": "p-1", "targetGroup": "JOB_READY",
                                                         "openedOn": "2025-01-02"}})
    add("programme/p", "2025-01-10", {"learningSessionHeld": {"sessionId": "s-1", "staffGroup": "team-1",
                                                              "participants": 8, "minutes": 120}},
        "PROGRAMME_NOT_OPENED")
    add("programme/p", "2025-01-10", {"programmeOpened": {"kind": "PROGRAMME_KIND_LEARNING_FROM_SUCCESS",
                                                          "title": "Learning from success", "stage": 1}})
    add("programme/p", "2025-02-03", {"learningSessionHeld": {"sessionId": "s-1", "staffGroup": "team-1",
                                                              "participants": 8, "minutes": 120}})
    add("programme/p", "2025-06-01", {"programmeStageChanged": {"stage": 2}})
    add("programme/p", "2025-07-01", {"programmeStageChanged": {"stage": 1}}, "STAGE_NOT_AHEAD")

    add("story/s", "2025-02-03", {"storyVerified": {"verifier": "STORY_VERIFIER_CITIZEN",
                                                    "success": "STORY_SUCCESS_BOTH"}}, "STORY_NOT_TOLD")
    add("story/s", "2025-02-03", told("PSEUDONYMISED", caseStream="case/learning-1", title="The greenhouse"))
    add("story/s", "2025-02-10", {"storyVerified": {"verifier": "STORY_VERIFIER_CITIZEN",
                                                    "success": "STORY_SUCCESS_BOTH"}})
    action = {"chiefActionIdentified": {"actionId": "a-1", "wording": "Asked what she would like to do first."}}
    add("story/s", "2025-02-10", action)
    add("story/s", "2025-02-10", action, "ACTION_EXISTS")
    add("story/s", "2025-02-12", SHARED)
    add("story/nobody", "2025-02-03", told("IDENTIFIABLE"))
    add("story/nobody", "2025-02-12", SHARED, "CONSENT_MISSING")
    add("story/nobody", "2025-02-20", RETRACTED)
    add("story/nobody", "2025-02-21", SHARED, "STORY_RETRACTED")

    add("principle/p", "2025-02-17", {"principleLinked": {"story": "story/s", "action": "a-1"}},
        "PRINCIPLE_NOT_FORMULATED")
    worded = {"principleFormulated": {"wording": "Begin with what the person wants.", "programme": "programme/p"}}
    add("principle/p", "2025-02-17", worded)
    add("principle/p", "2025-02-17", {"principleLinked": {"story": "story/s", "action": "a-1"}})
    add("principle/p", "2025-02-17", {"principleLinked": {"story": "story/s", "action": "a-1"}}, "LINK_EXISTS")
    add("principle/p", "2025-02-18", {"principleUnlinked": {"story": "story/s", "action": "a-1"}})
    add("principle/p", "2025-02-19", {"principlesMerged": {"into": "principle/q"}})
    add("principle/p", "2025-02-20", worded, "PRINCIPLE_MERGED")

    add("cycle/c", "2025-03-01", {"challengeIdentified": {"challenge": "PLACEMENTS_INTERRUPTED", "sites": SITES,
                                                          "wording": "Placements end early."}})
    add("cycle/c", "2025-03-02", {"interviewGuideAgreed": {"guideId": "g", "questions": [
        {"questionId": "q", "wording": "What would have helped?"}]}}, "STEP_NOT_REACHED")
    add("cycle/c", "2025-03-03", {"criteriaSet": {"informants": ["INFORMANT_KIND_COMPANY"], "criteria": {
        "endings": ["PLACEMENT_ENDING_INTERRUPTED"], "periodStart": "2025-01-01", "periodEnd": "2025-02-28",
        "quotas": [{"site": site, "cases": 5} for site in SITES]}}})
    add("cycle/c", "2025-03-04", {"selectionOverridden": {"selectionId": "s", "added": CASE, "reason": "known well"}},
        "SELECTION_NOT_CURRENT")
    add("cycle/c", "2025-03-05", {"cycleStepWaived": {"step": "CYCLE_STEP_SELECT_INFORMANTS",
                                                      "reason": "There are but five."}})
    add("cycle/c", "2025-03-10", {"interviewGuideAgreed": {"guideId": "g", "questions": [
        {"questionId": "q", "wording": "What would have helped?"}]}})
    add("cycle/c", "2025-03-12", interview(1, learningCase=CASE), "CONSENT_MISSING")
    add("cycle/c", "2025-03-12", THEME, "INTERVIEW_UNKNOWN")
    add("cycle/c", "2025-03-12", interview(1, learningCase=CASE, consentId="c-1"))
    add("cycle/c", "2025-03-13", interview(2, anonymised=True))
    add("cycle/c", "2025-03-20", THEME)
    add("cycle/c", "2025-04-01", {"reviewHeld": {"sites": SITES, "participants": 12, "centralThemes": ["t"]}})
    day = {"developmentDayHeld": {"sites": ["DK-360"], "participants": 60, "themes": ["t"], "proposals": [
        {"proposalId": "p", "wording": "Call after a week.", "themes": ["t"]}]}}
    add("cycle/c", "2025-05-01", day)
    add("cycle/c", "2025-05-01", day, "DEVELOPMENT_DAY_EXISTS")
    add("cycle/c", "2025-05-15", {"cycleClosed": {"ending": "CYCLE_ENDING_COMPLETED"}}, "MEASURES_MISSING")
    add("cycle/c", "2025-05-15", {"cycleClosed": {"ending": "CYCLE_ENDING_COMPLETED", "measures": ["measure/m"]}})
    add("cycle/c", "2025-05-16", THEME, "CYCLE_CLOSED")
    add("cycle/c", "2025-05-16", {"casesSelected": {"selectionId": "s"}}, "SERVER_WRITTEN")

    add("measure/m", "2025-05-15", decided(365))
    add("measure/m", "2025-06-01", {"measureImplemented": {"site": "DK-360", "implementedOn": "2025-06-01"}})
    add("measure/m", "2025-06-01", {"measureImplemented": {"site": "SE-0482", "implementedOn": "2025-06-01"}},
        "SITE_UNKNOWN")
    facts.append((corrected("measure/m", 1, decided(730)), "DESIGN_FIXED"))
    add("measure/m", "2025-10-01", {"measureStopped": {"stoppedOn": "2025-10-01", "reason": "no time"}})
    add("measure/m", "2025-10-02", {"measureImplemented": {"site": "DK-376", "implementedOn": "2025-10-02"}},
        "MEASURE_STOPPED")
    add("measure/m", "2025-10-02", {"measureEvaluated": {"evaluationId": "e"}}, "SERVER_WRITTEN")

    add("experiment/e", "2025-03-01", OBSERVED, "EXPERIMENT_NOT_STARTED")
    add("experiment/e", "2025-03-01", {"experimentStarted": {
        "question": "EXPERIMENT_QUESTION_POSITIVE_LANGUAGE", "hypothesis": "Belief rises.",
        "startedOn": "2025-03-01", "units": [{"unitId": "u", "site": "DK-360"}]}})
    add("experiment/e", "2025-04-01", OBSERVED)
    add("experiment/e", "2025-06-30", ENDED)
    add("experiment/e", "2025-07-01", OBSERVED, "EXPERIMENT_ENDED")
    add("experiment/e", "2025-07-01", {"reflectionRecorded": {"unitId": "u", "learning": "We speak otherwise."}})

    add("staff/cw-17", "2025-03-01", trained("2025-03-01"))
    add("staff/cw-17", "2025-03-02", trained("2025-03-01"), "TRAINING_EXISTS")
    add("staff/cw-17", "2025-09-30", {"staffLeft": {"leftOn": "2025-09-30", "organisation": "flen"}})
    add("staff/cw-17", "2025-10-31", {"staffLeft": {"leftOn": "2025-10-31", "organisation": "flen"}}, "STAFF_LEFT")

    add("workshop/w", "2025-06-10", TRANSFER, "WORKSHOP_NOT_HELD")
    add("workshop/w", "2025-06-10", {"workshopHeld": {"theme": "Local data", "places": [{"name": "Avilés"}],
                                                      "partners": [{"partner": "rennes", "name": "Rennes"}]}})
    add("workshop/w", "2025-06-20", {"toolkitPublished": {"toolkitId": "k", "title": "Toolkit"}})
    add("workshop/w", "2025-06-20", {"videoPublished": {"videoId": "v", "title": "Video", "seconds": 300}})
    add("workshop/w", "2025-06-09", TRANSFER, "DATES_DISAGREE")
    add("workshop/w", "2025-07-01", TRANSFER)
    add("workshop/w", "2025-10-01", {"learningUsed": {"partner": "rennes", "setting": "CASEWORK"}})
    add("workshop/w", "2025-10-01", {"learningUsed": {"partner": "aveiro", "setting": "CASEWORK"}}, "PARTNER_UNKNOWN")

    add("programme/p", "2025-12-01", {"programmeClosed": {"ending": "PROGRAMME_ENDING_EMBEDDED"}})
    add("programme/p", "2025-12-02", {"programmeStageChanged": {"stage": 2}}, "PROGRAMME_CLOSED")

    facts.append((corrected("story/s", 3, {"chiefActionIdentified": {"actionId": "a-1", "wording": "Asked first."}}),
                  None))
    facts.append((voided("story/s", 2), None))
    facts.append((voided("story/s", 1), "CORRECTION_CONTRADICTS"))
    return facts
