"""Phrases: what customers write, by bank, topic and tone. Every sentence was made up for this."""

from __future__ import annotations

from collections.abc import Mapping

TONES = ("bad", "mixed", "good")
Bank = Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]
"""Sentences of each topic, one tuple for each tone."""

BANKS: Mapping[str, Bank] = {
    "goods": {
        "quality": (
            (
                "It broke on the third day.",
                "The paint came off in my hands.",
                "Thin material, crooked seams, sharp edges.",
                "It looks like the picture only from far away.",
                "Two screws were missing and a third did not fit.",
            ),
            (
                "Well made, but smaller than I thought.",
                "The colour is not quite that of the picture.",
                "It does what it should and not more.",
                "One corner was dented; it can be lived with.",
                "Solid, though the lid is a little loose.",
            ),
            (
                "Feels as if it will last for years.",
                "Lovely finish, even on the back.",
                "Sturdy, and nicer than in the picture.",
                "Used every day since and still like new.",
                "The material is a pleasure to touch.",
            ),
        ),
        "price": (
            (
                "Far too dear for what it is.",
                "A week later it cost a third less.",
                "I have seen the same thing for half the money.",
                "The postage was more than the article.",
                "Twice the price of last year and not one bit better.",
            ),
            (
                "Not cheap, not overpriced either.",
                "With the coupon it was a fair deal.",
                "I would have waited for a sale had I known.",
                "A little less would have been fine too.",
                "The price is fair, the postage is not.",
            ),
            (
                "A bargain for this quality.",
                "Worth every cent.",
                "I could not find it for less anywhere.",
                "So good for the money that I bought a second one.",
                "The discount made it an easy choice.",
            ),
        ),
        "delivery": (
            (
                "Three weeks late and nobody said a word.",
                "The parcel was left in the rain.",
                "Half of the order is still missing.",
                "It was sent to my old address, twice.",
                "The box arrived open and re-taped.",
            ),
            (
                "Came a day late but well packed.",
                "Fast, though in far too large a box.",
                "Two parcels for one order, on two days.",
                "The driver rang at the neighbour's first.",
                "Delivery was fine; the tracking was not.",
            ),
            (
                "Ordered in the evening, here the next morning.",
                "Packed with care and without any plastic.",
                "The parcel came exactly when they said.",
                "Quick delivery, and a friendly driver.",
                "Everything arrived whole, even the glass.",
            ),
        ),
        "service": (
            (
                "Nobody answers, neither by mail nor by phone.",
                "I was told five different things by five people.",
                "They refused to take it back without giving a reason.",
                "My refund has been promised for a month.",
                "I got an answer that had nothing to do with my question.",
            ),
            (
                "The answer took two days, but it helped.",
                "Polite, if a little slow.",
                "In the end they sent a new one.",
                "The exchange worked after the second letter.",
                "Friendly people with little time.",
            ),
            (
                "They replaced it without any fuss.",
                "A real person answered within minutes.",
                "The advice was honest and saved me money.",
                "Kind on the phone and quick with the refund.",
                "They remembered my last order and helped at once.",
            ),
        ),
    },
    "subscription": {
        "quality": (
            (
                "It stops working whenever I need it most.",
                "Slower with every month.",
                "The last update took away what I used daily.",
                "I have to sign in again and again.",
                "Down three evenings in one week.",
            ),
            (
                "Works well on the computer, less so on the phone.",
                "Good once you know where everything is.",
                "Mostly fast, now and then it hangs.",
                "It does a lot, of which I need little.",
                "The new layout takes getting used to.",
            ),
            (
                "It simply works, every day.",
                "Fast, clear and never in the way.",
                "I forget that it is there, which is the best praise.",
                "The new version is even better.",
                "Set up in ten minutes and trouble-free since.",
            ),
        ),
        "price": (
            (
                "The fee went up for the second time this year.",
                "They charge for things that used to be part of it.",
                "New customers pay half of what I pay.",
                "There was a fee that nobody had told me about.",
                "I pay for a year and use it for a month.",
            ),
            (
                "Fair, as long as you take the small plan.",
                "The price is fine, the extras add up.",
                "Cheaper elsewhere, but changing is a nuisance.",
                "I pay a little more and get a little more.",
                "All right for a firm, much for one person.",
            ),
            (
                "Cheaper than what I had before, and better.",
                "One price, no surprises.",
                "It pays for itself within a week.",
                "The yearly plan is a good deal.",
                "They moved me to a cheaper plan without my asking.",
            ),
        ),
        "terms": (
            (
                "Cancelling took four letters and a phone call.",
                "The contract renewed itself and nobody reminded me.",
                "The small print says the opposite of the page.",
                "I was put on a plan that I never chose.",
                "The notice period is longer than my patience.",
            ),
            (
                "The term is long, but they keep what they promise.",
                "Reading the conditions took an evening.",
                "Changing the plan works, though only once a month.",
                "The notice period could be shorter.",
                "They sent a reminder, if a late one.",
            ),
            (
                "I can cancel any month, which is why I stay.",
                "Changing plans takes one click.",
                "The conditions fit on one page, and I understood them.",
                "They told me in time that the term was ending.",
                "Fair terms, also for small accounts.",
            ),
        ),
        "service": (
            (
                "An hour in the queue, then the line went dead.",
                "The same question four times, and four forms to fill in.",
                "They closed my case without solving it.",
                "A robot answers, and it does not listen.",
                "Promised to call back; that was in spring.",
            ),
            (
                "Help came, though not on the same day.",
                "The people are good, the queue is long.",
                "It took three tries, then somebody knew the answer.",
                "The help pages are better than the hotline.",
                "Friendly, and in the end also useful.",
            ),
            (
                "Solved while I was still on the phone.",
                "They noticed the fault before I did.",
                "The person knew what they were talking about.",
                "An answer on a Sunday, and a good one.",
                "They explained it without making me feel stupid.",
            ),
        ),
    },
    "visit": {
        "quality": (
            (
                "Not at all what had been agreed.",
                "It had to be done again by somebody else.",
                "Dirty, loud and badly looked after.",
                "Nothing was as it was described.",
                "They were done in half the time, and it shows.",
            ),
            (
                "Good work, but I had to ask for it twice.",
                "The second half was better than the first.",
                "All right, only not as it was described.",
                "Clean and plain; it was enough.",
                "Some of it was excellent, some of it careless.",
            ),
            (
                "Exactly as promised, and then a little more.",
                "Careful work down to the last corner.",
                "I have rarely felt so well looked after.",
                "Everything was ready when we came.",
                "We talk about it to this day.",
            ),
        ),
        "price": (
            (
                "The bill was twice the estimate.",
                "They charged for things that did not take place.",
                "Much money for very little.",
                "Every small wish costs extra.",
                "The cheap price was for days that nobody can take.",
            ),
            (
                "Not cheap, but you know what you pay for.",
                "The price was fair, the extras less so.",
                "A little dear for a small town.",
                "Cheaper on weekdays, as I know now.",
                "With the coupon it was a good price.",
            ),
            (
                "A fair price, and it was kept.",
                "Less than the others, and better.",
                "They told me what I did not need to buy.",
                "Good value, also without a coupon.",
                "Every cent was well spent.",
            ),
        ),
        "timing": (
            (
                "I waited for an hour in spite of a fixed time.",
                "Cancelled on the morning of the same day.",
                "Nobody came, and nobody called.",
                "Three months until the next free slot.",
                "They were late, and then in a hurry.",
            ),
            (
                "A quarter of an hour late, with an apology.",
                "Finding a slot was hard, the rest was easy.",
                "On time, if a little rushed.",
                "They moved the date once, in good time.",
                "Booking works; changing it takes a call.",
            ),
            (
                "On the minute.",
                "A slot on the very same day.",
                "Booked in a minute, done in an hour.",
                "They called ahead to say when they would come.",
                "No waiting at all.",
            ),
        ),
        "service": (
            (
                "Rude from the first word on.",
                "Nobody felt responsible for anything.",
                "My complaint was laughed at.",
                "They talked about me as if I were not there.",
                "Nobody could tell me where to go.",
            ),
            (
                "Friendly at the desk, short on the phone.",
                "Polite, but always in a hurry.",
                "They listened, though little came of it.",
                "One person was lovely, another was not.",
                "Helpful as soon as you find the right person.",
            ),
            (
                "Everybody was kind and calm.",
                "They took their time and explained each step.",
                "They remembered us from last year.",
                "A team that likes what it does.",
                "They found a solution that I had not thought of.",
            ),
        ),
    },
}
"""What reviews say, by the bank of a sector."""

TITLES = (
    (
        "Never again",
        "Disappointed",
        "Stay away",
        "Not as promised",
        "A waste of money",
        "Very annoyed",
        "Sad to say",
        "Poor",
    ),
    ("It is all right", "Mixed feelings", "Good and bad", "Average", "Could be better", "Not bad", "So-so", "Fine"),
    (
        "Very happy",
        "Just right",
        "Again any time",
        "Recommended",
        "A delight",
        "Better than expected",
        "Full marks",
        "Great",
    ),
)
"""Titles of reviews, by tone."""

CLOSINGS = (
    (
        "I shall not be back.",
        "One star is one too many.",
        "I have told all my friends.",
        "I want my money back.",
        "Somebody should look into this.",
        "I regret the day that I came here.",
        "Better to go elsewhere.",
        "That was the last time.",
    ),
    (
        "I may come back.",
        "All in all it will do.",
        "There is room for more.",
        "Perhaps I was unlucky.",
        "For the time being I stay.",
        "I shall see how it goes.",
        "Others may see it differently.",
        "Next time I shall look more closely.",
    ),
    (
        "I shall be back.",
        "Thank you to the whole team.",
        "Please stay as you are.",
        "I have told all my friends.",
        "The next one is already on my list.",
        "Made my week.",
        "More of that, please.",
        "I look forward to the next time.",
    ),
)
"""How reviews end, by tone."""

TICKETS: Bank = {
    "billing": (
        (
            "You have charged me twice for the same thing.",
            "Your prices have gone up once more and nobody told me.",
            "This bill is wrong, as was the last one.",
            "I am paying more than what was agreed.",
            "The fee on my statement was never mentioned before.",
            "I have sent you the proof of payment three times now.",
        ),
        (
            "There is an amount on my bill that I do not understand.",
            "Please check whether the discount was taken into account.",
            "I need the invoice in the name of my firm.",
            "The payment seems to have gone through twice.",
            "My card has expired; how do I pay now?",
            "Could I pay in two parts?",
        ),
        (
            "Could you send me a copy of the last invoice?",
            "I should like to pay by direct debit from now on.",
            "A small correction of my billing address, please.",
            "Thank you for the refund; it has arrived.",
            "Is there a discount if I pay for a year?",
            "All paid now, I believe; could you confirm it?",
        ),
    ),
    "fault": (
        (
            "It does not work, for the third time this month.",
            "This is broken, and your help page is of no help.",
            "I have done everything that you said and nothing has changed.",
            "I have been without it for a week.",
            "What arrived cannot be used at all.",
            "Something is seriously wrong and nobody cares.",
        ),
        (
            "It stopped working yesterday evening.",
            "One part of it does not do what it should.",
            "There is an error message that I do not understand.",
            "It works, but much more slowly than before.",
            "It is not as it was described.",
            "Could somebody have a look at it?",
        ),
        (
            "A small fault, nothing urgent.",
            "It works again; I only wanted you to know what it was.",
            "Could you tell me where I find the instructions?",
            "I found a little mistake that you may want to repair.",
            "Something is off, though I can live with it.",
            "Thank you, it now runs better than before.",
        ),
    ),
    "waiting": (
        (
            "I have waited for two weeks and heard nothing.",
            "You have missed the date that you named yourselves.",
            "Nobody came, and I had taken the day off.",
            "Where is it? I have asked four times.",
            "You moved the date again, without asking.",
            "I was promised an answer within a day.",
        ),
        (
            "When will it be here?",
            "Can the date be moved by some days?",
            "The status has not changed since Monday.",
            "I received only a part of it.",
            "Please use my new address this time.",
            "How long does it usually take?",
        ),
        (
            "Could it come a little later? I am away.",
            "Thank you, it arrived earlier than I thought.",
            "No hurry, I only wanted to know the day.",
            "Is it possible to collect it myself?",
            "The new date suits me well.",
            "Might I add something before it leaves?",
        ),
    ),
    "account": (
        (
            "I cannot get into my account and nobody helps.",
            "You have mixed up my data with somebody else's.",
            "I have changed my address three times and you still have the old one.",
            "Stop writing to me; I have asked for it before.",
            "My account was locked without a word.",
            "Your confirmation mails never arrive.",
        ),
        (
            "I have moved and need to change my address.",
            "I have forgotten my password.",
            "Please change my name to that of my passport.",
            "How do I add a second person?",
            "I have two accounts and want only one.",
            "Which data do you hold about me?",
        ),
        (
            "My phone number is new; here it is.",
            "Could you add my daughter to the account?",
            "Please put me on the list for your news.",
            "I should like to know where I find my old orders.",
            "Only a new e-mail address, thank you.",
            "Is there an app as well?",
        ),
    ),
    "cancellation": (
        (
            "I cancel, and I want it in writing.",
            "I have had enough; close everything.",
            "I cancelled a month ago and you still charge me.",
            "Do not try to keep me, I have found something better.",
            "I want out before the price goes up again.",
            "Delete all that you know about me.",
        ),
        (
            "How do I cancel?",
            "Until when can I give notice?",
            "I no longer need it.",
            "What happens to my credit if I leave?",
            "Another provider has made me an offer; can you match it?",
            "Please pause it for three months.",
        ),
        (
            "I have to leave for now but shall be back.",
            "Thank you for the good years; I am moving abroad.",
            "Could I hand my contract on to a friend?",
            "I should like a smaller plan for the time being.",
            "It was good, I simply do not need it any more.",
            "Please confirm that it ends this month.",
        ),
    ),
    "question": (
        (
            "Why is this information nowhere to be found?",
            "Your page says one thing and your people say another.",
            "I have asked this before and got no answer.",
            "Is there anybody at all whom one can talk to?",
            "Why do I have to call for something so simple?",
            "Your search finds everything but what I look for.",
        ),
        (
            "Which one would suit me better?",
            "Is it possible to use both together?",
            "What is the difference between the two?",
            "Do you also have it for children?",
            "How long does an offer hold?",
            "Are you open on public holidays?",
        ),
        (
            "I like it very much; is there more of it?",
            "Which one do you use yourselves?",
            "Can I give it as a present?",
            "A friend sent me; is there something for her?",
            "Shall you have the green one again?",
            "Only curious: what is coming next?",
        ),
    ),
}
"""What tickets ask, by topic and tone; the same for every bank."""

TICKET_CLOSINGS = (
    (
        "I expect an answer today.",
        "I am very close to leaving.",
        "This cannot go on.",
        "I have run out of patience.",
        "Otherwise I shall go elsewhere.",
        "It is always the same with you.",
    ),
    (
        "Please get back to me.",
        "Thank you in advance.",
        "I am best reached in the evening.",
        "An answer by mail is enough.",
        "What do you need from me?",
        "Kind regards.",
    ),
    (
        "Thank you for your good work.",
        "No hurry at all.",
        "Have a lovely week.",
        "You have always been helpful.",
        "Best wishes to the team.",
        "I am glad that I can ask you.",
    ),
)
"""How tickets end, by tone."""
