"""Addresses of all pages: the desks', and those of guests and the public."""

from . import account, start
from .desk import (
    access,
    board,
    co_owners,
    companies,
    credentials,
    duplicates,
    effects,
    events,
    followups,
    glossaries,
    jobs,
    lexicon,
    lists,
    matching,
    meetings,
    mine,
    mission_proposals,
    mission_tasks,
    missions,
    needs,
    networks,
    objectives,
    outbox,
    people,
    pictures,
    projects,
    referrals,
    register,
    retention,
    search,
    settings,
    slides,
    sponsors,
    standby,
    today,
    tokens,
    translations,
    visits,
)
from .public import cards, catalogue, desks, guests, requests, stories, visit_company

app_name = "web"
SECTIONS = (
    account, start, today, search, register, companies, standby, credentials, needs, matching, missions, mission_tasks, mission_proposals, slides, visits, meetings, events, followups, referrals, effects,
    board, people, networks, retention, duplicates, projects, access, objectives, sponsors, outbox, translations, lexicon, glossaries, lists, jobs, tokens, settings, co_owners, mine, catalogue, desks, cards, requests, guests,
    pictures, stories, visit_company,
)  # fmt: skip
urlpatterns = [pattern for section in SECTIONS for pattern in section.urlpatterns]
