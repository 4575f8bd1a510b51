"""Reviews and answers: how many, how they rate, how they sound."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, count, number
from shoal.features.moment import SCALE, Moment, scaled
from shoal.features.step import Step
from shoal.terms import Kind, Lens

PSYCHOGRAPHIC = Lens.PSYCHOGRAPHIC


def reviews(moment: Moment) -> Subject:
    """Define reviews, over ``review_sums``; who wrote none has 0 of them where reviews are known at all."""
    steps = (
        Step(
            "review_sums",
            {
                "customer_id": "customer_id",
                "review_n": "count(*)",
                "letter_sum": "sum(n_letters)",
                "letter_n": "count(n_letters)",
                "rating_sum": f"sum({scaled('rating')})",
                "rating_n": "count(rating)",
                "tone_sum": f"sum({scaled('tone')})",
                "tone_n": "count(tone)",
            },
            "FROM writings WHERE NOT is_contact GROUP BY customer_id",
            is_per_customer=True,
        ),
        Step(
            "review_places",
            {
                "customer_id": "customer_id",
                "rating": "rating",
                # Of two at the same moment the worse counts, so that the order of rows does not.
                "from_last": "row_number() OVER (PARTITION BY customer_id ORDER BY"
                " occurred_at DESC NULLS LAST, rating)",
            },
            "FROM writings WHERE NOT is_contact AND rating IS NOT NULL",
        ),
        Step(
            "latest_reviews",
            {"customer_id": "customer_id", "latest_rating": "rating"},
            "FROM review_places WHERE from_last = 1",
            is_per_customer=True,
        ),
    )
    return Subject((Kind.TEXTS,), steps, _definitions(moment))


def _definitions(moment: Moment) -> tuple[Definition, ...]:
    return (
        count(
            "review_count",
            PSYCHOGRAPHIC,
            "reviews",
            "Reviews and answers written.",
            "COALESCE(review_sums.review_n, 0)",
            needs=("texts.review",),
        ),
        number(
            "review_rating",
            PSYCHOGRAPHIC,
            "points",
            "Mean rating given, in the points of the source.",
            f"{moment.ratio('review_sums.rating_sum', 'review_sums.rating_n')} / {SCALE}",
            needs=("texts.review", "texts.rating"),
            null_means="no rating was given",
            is_default=True,
        ),
        number(
            "last_review_rating",
            PSYCHOGRAPHIC,
            "points",
            "The last rating given, the worse of two at the same moment.",
            "latest_reviews.latest_rating",
            needs=("texts.review", "texts.rating"),
            null_means="no rating was given",
        ),
        number(
            "review_letters",
            PSYCHOGRAPHIC,
            "letters",
            "Mean length of what was written.",
            moment.ratio("review_sums.letter_sum", "review_sums.letter_n"),
            needs=("texts.review", "texts.n_letters"),
            null_means="nothing was written",
        ),
        number(
            "review_tone",
            PSYCHOGRAPHIC,
            "tone",
            "Mean tone of what was written: -1 bitter to 1 grateful.",
            f"{moment.ratio('review_sums.tone_sum', 'review_sums.tone_n')} / {SCALE}",
            needs=("texts.review", "texts.tone"),
            null_means="nothing was written whose words have a tone",
        ),
    )
