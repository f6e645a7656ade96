"""The built-in wording of letters, by kind and language: (subject, body). A desk may word them its own way.

Fields in braces are filled in by whoever drafts the letter; `{link}` is the guest link.
"""

LETTERS: dict[str, dict[str, tuple[str, str]]] = {
    "host-asked": {
        "en": ("May {guests} visit {site} on {when}?", "Dear {to},\n\n{guests} would like to see {site} on {when} ({minutes} minutes, {size} people).\n\nPlease say yes, no, or offer another time here:\n{link}\n\nKind regards\n{desk}"),
        "sv": ("Kan {guests} besöka {site} {when}?", "Hej {to},\n\n{guests} vill gärna se {site} {when} ({minutes} minuter, {size} personer).\n\nSvara ja, nej eller föreslå en annan tid här:\n{link}\n\nVänliga hälsningar\n{desk}"),
        "da": ("Må {guests} besøge {site} {when}?", "Kære {to}\n\n{guests} vil gerne se {site} {when} ({minutes} minutter, {size} personer).\n\nSvar ja, nej, eller foreslå et andet tidspunkt her:\n{link}\n\nVenlig hilsen\n{desk}"),
        "nl": ("Mag {guests} op {when} {site} bezoeken?", "Beste {to},\n\n{guests} wil graag {site} zien op {when} ({minutes} minuten, {size} personen).\n\nZeg hier ja, nee, of stel een ander tijdstip voor:\n{link}\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("{guests}拟于{when}参观{site}", "{to}：您好！\n\n{guests}（{size}人）希望于{when}参观{site}，时长{minutes}分钟。\n\n请点击以下链接确认、谢绝或提出其他时间：\n{link}\n\n此致\n{desk}"),
    },
    "company-invited": {
        "en": ("Would you like to meet {guests}?", "Dear {to},\n\n{guests} visit us on {when}. They want to see: {themes}. We think that {company} has something for them and would be glad to have you there.\n\nWho they are, what they look for and why we thought of you, and your answer with one tap:\n{link}\n\nKind regards\n{desk}"),
        "sv": ("Vill ni träffa {guests}?", "Hej {to},\n\n{guests} besöker oss {when}. De vill se: {themes}. Vi tror att {company} har något för dem och vill gärna ha med er.\n\nVilka de är, vad de söker, varför vi tänkte på er, och ert svar med ett tryck:\n{link}\n\nVänliga hälsningar\n{desk}"),
        "da": ("Vil I møde {guests}?", "Kære {to}\n\n{guests} besøger os {when}. De vil gerne se: {themes}. Vi tror, at {company} har noget til dem, og vil gerne have jer med.\n\nHvem de er, hvad de søger, hvorfor vi tænkte på jer, og jeres svar med ét tryk:\n{link}\n\nVenlig hilsen\n{desk}"),
        "nl": ("Wilt u {guests} ontmoeten?", "Beste {to},\n\n{guests} bezoekt ons op {when}. Zij willen zien: {themes}. Wij denken dat {company} iets voor hen heeft en hadden u er graag bij.\n\nWie zij zijn, wat zij zoeken, waarom wij aan u dachten, en uw antwoord met één tik:\n{link}\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("诚邀贵公司会见{guests}", "{to}：您好！\n\n{guests}将于{when}来访，希望考察：{themes}。我们认为{company}的方案符合其需求，诚邀贵公司参加。\n\n来宾情况、需求、邀请原因及一键答复：\n{link}\n\n此致\n{desk}"),
    },
    "visit-accepted": {
        "en": ("Welcome: your visit {when}", "Dear {to},\n\nThank you for your wish to visit us. We are glad to receive {guests} on {when} and will send a draft programme within a few days.\n\nKind regards\n{desk}"),
        "sv": ("Välkomna: ert besök {when}", "Hej {to},\n\nTack för att ni vill besöka oss. Vi tar gärna emot {guests} {when} och skickar ett programförslag inom några dagar.\n\nVänliga hälsningar\n{desk}"),
        "da": ("Velkommen: jeres besøg {when}", "Kære {to}\n\nTak for jeres ønske om at besøge os. Vi tager med glæde imod {guests} {when} og sender et programudkast inden for få dage.\n\nVenlig hilsen\n{desk}"),
        "nl": ("Welkom: uw bezoek op {when}", "Beste {to},\n\nDank u voor uw wens ons te bezoeken. Wij ontvangen {guests} graag op {when} en sturen binnen enkele dagen een ontwerpprogramma.\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("欢迎来访：{when}", "{to}：您好！\n\n感谢您有意来访。我们非常高兴于{when}接待{guests}，并将在数日内发送日程草案。\n\n此致\n{desk}"),
    },
    "visit-declined": {
        "en": ("Your wish to visit us", "Dear {to},\n\nThank you for thinking of us. Unfortunately we cannot receive {guests} on {when}: {reason}\n\nWe would be glad to hear from you again, and are happy to answer questions in writing in the meantime.\n\nKind regards\n{desk}"),
        "sv": ("Ert önskemål om besök", "Hej {to},\n\nTack för att ni tänker på oss. Tyvärr kan vi inte ta emot {guests} {when}: {reason}\n\nHör gärna av er igen, och under tiden svarar vi gärna på frågor skriftligt.\n\nVänliga hälsningar\n{desk}"),
        "da": ("Jeres ønske om at besøge os", "Kære {to}\n\nTak fordi I tænker på os. Desværre kan vi ikke tage imod {guests} {when}: {reason}\n\nVi hører gerne fra jer igen og svarer imens gerne skriftligt på spørgsmål.\n\nVenlig hilsen\n{desk}"),
        "nl": ("Uw wens ons te bezoeken", "Beste {to},\n\nDank u dat u aan ons denkt. Helaas kunnen wij {guests} niet ontvangen op {when}: {reason}\n\nWij horen graag opnieuw van u en beantwoorden intussen met plezier vragen per brief of mail.\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("关于您的来访意向", "{to}：您好！\n\n感谢您的来访意向。很遗憾，我们无法于{when}接待{guests}：{reason}\n\n期待今后再次与您联系，其间也很乐意以书面方式解答您的问题。\n\n此致\n{desk}"),
    },
    "introduction": {
        "en": ("Introducing {company} and {owner}", "Dear {to},\n\nYou both showed interest: {company} and {owner}, about “{need}”.\n\nWhy we think you fit: {reasons}\n\nWrite to each other, or let us know and we will arrange a talk.\n\nKind regards\n{desk}"),
        "sv": ("{company} och {owner}, får vi presentera er", "Hej {to},\n\nNi har båda visat intresse: {company} och {owner}, om ”{need}”.\n\nVarför vi tror att det passar: {reasons}\n\nSkriv gärna till varandra, eller hör av er så ordnar vi ett samtal.\n\nVänliga hälsningar\n{desk}"),
        "da": ("{company} og {owner}, må vi præsentere jer", "Kære {to}\n\nI har begge vist interesse: {company} og {owner}, om “{need}”.\n\nDerfor tror vi, det passer: {reasons}\n\nSkriv til hinanden, eller sig til, så aftaler vi en samtale.\n\nVenlig hilsen\n{desk}"),
        "nl": ("{company} en {owner}, mogen wij u voorstellen", "Beste {to},\n\nU hebt beiden belangstelling getoond: {company} en {owner}, over “{need}”.\n\nWaarom wij denken dat het past: {reasons}\n\nSchrijf elkaar gerust, of laat het weten en wij regelen een gesprek.\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("为您引荐：{company}与{owner}", "{to}：您好！\n\n双方均对“{need}”表示了兴趣：{company}与{owner}。\n\n我们认为双方契合的理由：{reasons}\n\n欢迎直接联系，或告知我们安排会谈。\n\n此致\n{desk}"),
    },
    "mission-accepted": {
        "en": ("You are coming with us: {mission}", "Dear {to},\n\n{company} is accepted for {mission}. {note}\n\nKind regards\n{desk}"),
        "sv": ("Ni får följa med: {mission}", "Hej {to},\n\n{company} är antaget till {mission}. {note}\n\nVänliga hälsningar\n{desk}"),
        "da": ("I er med: {mission}", "Kære {to}\n\n{company} er optaget på {mission}. {note}\n\nVenlig hilsen\n{desk}"),
        "nl": ("U reist mee: {mission}", "Beste {to},\n\n{company} is toegelaten tot {mission}. {note}\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("录取通知：{mission}", "{to}：您好！\n\n{company}已获准参加{mission}。{note}\n\n此致\n{desk}"),
    },
    "mission-waiting": {
        "en": ("On the waiting list: {mission}", "Dear {to},\n\n{company} is on the waiting list for {mission}. {note}\n\nKind regards\n{desk}"),
        "sv": ("På väntelistan: {mission}", "Hej {to},\n\n{company} står på väntelistan till {mission}. {note}\n\nVänliga hälsningar\n{desk}"),
        "da": ("På venteliste: {mission}", "Kære {to}\n\n{company} står på venteliste til {mission}. {note}\n\nVenlig hilsen\n{desk}"),
        "nl": ("Op de wachtlijst: {mission}", "Beste {to},\n\n{company} staat op de wachtlijst voor {mission}. {note}\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("候补通知：{mission}", "{to}：您好！\n\n{company}已列入{mission}候补名单。{note}\n\n此致\n{desk}"),
    },
    "mission-declined": {
        "en": ("Your application to {mission}", "Dear {to},\n\nThank you for applying to {mission}. This time we could not offer {company} a place: {note}\n\nWe would like to help in another way; please call us.\n\nKind regards\n{desk}"),
        "sv": ("Er ansökan till {mission}", "Hej {to},\n\nTack för er ansökan till {mission}. Den här gången kunde vi inte erbjuda {company} en plats: {note}\n\nVi hjälper gärna till på annat sätt; ring oss.\n\nVänliga hälsningar\n{desk}"),
        "da": ("Jeres ansøgning til {mission}", "Kære {to}\n\nTak for jeres ansøgning til {mission}. Denne gang kunne vi ikke tilbyde {company} en plads: {note}\n\nVi hjælper gerne på anden vis; ring til os.\n\nVenlig hilsen\n{desk}"),
        "nl": ("Uw aanvraag voor {mission}", "Beste {to},\n\nDank u voor uw aanvraag voor {mission}. Deze keer konden wij {company} geen plaats aanbieden: {note}\n\nWij helpen graag op een andere manier; bel ons.\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("关于您的申请：{mission}", "{to}：您好！\n\n感谢申请{mission}。此次未能为{company}提供名额：{note}\n\n我们愿以其他方式提供协助，欢迎致电。\n\n此致\n{desk}"),
    },
    "thank-you": {
        "en": ("Thank you for your visit", "Dear {to},\n\nThank you for coming. {text}\n\nKind regards\n{desk}"),
        "sv": ("Tack för besöket", "Hej {to},\n\nTack för att ni kom. {text}\n\nVänliga hälsningar\n{desk}"),
        "da": ("Tak for besøget", "Kære {to}\n\nTak fordi I kom. {text}\n\nVenlig hilsen\n{desk}"),
        "nl": ("Dank u voor uw bezoek", "Beste {to},\n\nDank u voor uw komst. {text}\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("感谢您的来访", "{to}：您好！\n\n感谢您的来访。{text}\n\n此致\n{desk}"),
    },
    "pulse": {
        "en": ("One click: how does it stand with {lead}?", "Dear {to},\n\n{months} months ago something began: {lead}. How does it stand? One click is enough:\n{link}\n\nKind regards\n{desk}"),
        "sv": ("Ett klick: hur går det med {lead}?", "Hej {to},\n\nFör {months} månader sedan började något: {lead}. Hur går det? Ett klick räcker:\n{link}\n\nVänliga hälsningar\n{desk}"),
        "da": ("Ét klik: hvordan går det med {lead}?", "Kære {to}\n\nFor {months} måneder siden begyndte noget: {lead}. Hvordan står det til? Ét klik er nok:\n{link}\n\nVenlig hilsen\n{desk}"),
        "nl": ("Eén klik: hoe staat het met {lead}?", "Beste {to},\n\n{months} maanden geleden begon iets: {lead}. Hoe staat het ervoor? Eén klik volstaat:\n{link}\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("一键告知：{lead}进展如何？", "{to}：您好！\n\n{months}个月前，{lead}有了开端。目前进展如何？点一下即可：\n{link}\n\n此致\n{desk}"),
    },
    "profile-link": {
        "en": ("Your company's page: ten minutes", "Dear {to},\n\nHere you can look after what we say about {company}, say what interests you, and see your best chances:\n{link}\n\nKind regards\n{desk}"),
        "sv": ("Ert företags sida: tio minuter", "Hej {to},\n\nHär kan ni se över vad vi säger om {company}, berätta vad som intresserar er och se era bästa chanser:\n{link}\n\nVänliga hälsningar\n{desk}"),
        "da": ("Jeres virksomheds side: ti minutter", "Kære {to}\n\nHer kan I se efter, hvad vi siger om {company}, fortælle hvad der interesserer jer, og se jeres bedste muligheder:\n{link}\n\nVenlig hilsen\n{desk}"),
        "nl": ("De pagina van uw bedrijf: tien minuten", "Beste {to},\n\nHier kunt u nakijken wat wij over {company} zeggen, vertellen wat u interesseert en uw beste kansen zien:\n{link}\n\nMet vriendelijke groet\n{desk}"),
        "zh-hans": ("贵公司页面：只需十分钟", "{to}：您好！\n\n您可在此核对我们对{company}的介绍，说明感兴趣的方向，并查看最佳机会：\n{link}\n\n此致\n{desk}"),
    },
}  # fmt: skip
