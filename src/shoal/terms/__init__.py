"""The words of shoal: each is a type here and means one thing everywhere.

::

    source, kind, role                         shoal.terms.sources
    records, identity, quality                 shoal.terms.records
    finding, fix, score                        shoal.terms.quality
    relation, engine                           shoal.terms.relation
    feature, lens                              shoal.terms.features
    recipe, model                              shoal.terms.model
    goal                                       shoal.terms.goal
    spec                                       shoal.terms.spec
    evidence, stability, worth                 shoal.terms.evidence
    origin, outcome, target                    shoal.terms.outcomes
    stage of a customer                        shoal.terms.lifecycle
    what predictions say of segments           shoal.terms.ahead
    contrast                                   shoal.terms.contrast
    rule                                       shoal.terms.rules
    future                                     shoal.terms.futures
    persona, play, experiment                  shoal.terms.portrait
    segment, segmentation, version             shoal.terms.segmentation
    progress                                   shoal.terms.progress
"""

from shoal.terms.ahead import Ahead, SegmentAhead
from shoal.terms.contrast import Contrast, Difference
from shoal.terms.evidence import (
    ByK,
    Candidate,
    Effect,
    Evidence,
    Interval,
    OutcomeWorth,
    Stability,
    Verdict,
    Worth,
)
from shoal.terms.features import Feature, FeatureTable, FeatureType, Lens
from shoal.terms.futures import Future
from shoal.terms.goal import Goal, GoalFigure, GoalPart, GoalProgress
from shoal.terms.interactions import Interaction
from shoal.terms.lifecycle import Lifecycle
from shoal.terms.model import Choice, Matrix, Model, Placed, Recipe, Space
from shoal.terms.outcomes import Origins, Outcomes, Split, Target
from shoal.terms.portrait import CHANNELS, Chosen, Episode, Experiment, Persona, Play, Reach, Sign, Tier, ValueTier
from shoal.terms.progress import Progress, Silent, Stretch, Told, tell
from shoal.terms.quality import ColumnFigures, Examined, Finding, Part, PlannedFix, Score, Severity, SourceAccount
from shoal.terms.records import ACTIONS, Fix, Identity, Linking, Links, Quality, Records
from shoal.terms.relation import Engine, Relation
from shoal.terms.rules import (
    AllOf,
    AnyOf,
    Blank,
    Bound,
    Membership,
    Not,
    OneOf,
    Rule,
    RuleLine,
    RuleList,
    SegmentRule,
    SomeOf,
    columns_of,
    rule_from_dict,
    rule_to_dict,
)
from shoal.terms.segmentation import Claim, Figure, Grouping, Labels, Segment, Segmentation, Version
from shoal.terms.sources import ColumnSpec, ColumnType, Kind, Loaded, Role, SourceSpec
from shoal.terms.spec import (
    ByHand,
    CheckSpec,
    ClusterSpec,
    FeaturesSpec,
    InterpretSpec,
    OutcomesSpec,
    PrepareSpec,
    PrivacySpec,
    SegmentationSpec,
    UnifySpec,
    WeightsSpec,
)

__all__ = [
    "ACTIONS",
    "CHANNELS",
    "Ahead",
    "AllOf",
    "AnyOf",
    "Blank",
    "Bound",
    "ByHand",
    "ByK",
    "Candidate",
    "CheckSpec",
    "Choice",
    "Chosen",
    "Claim",
    "ClusterSpec",
    "ColumnFigures",
    "ColumnSpec",
    "ColumnType",
    "Contrast",
    "Difference",
    "Effect",
    "Engine",
    "Episode",
    "Evidence",
    "Examined",
    "Experiment",
    "Feature",
    "FeatureTable",
    "FeatureType",
    "FeaturesSpec",
    "Figure",
    "Finding",
    "Fix",
    "Future",
    "Goal",
    "GoalFigure",
    "GoalPart",
    "GoalProgress",
    "Grouping",
    "Identity",
    "Interaction",
    "InterpretSpec",
    "Interval",
    "Kind",
    "Labels",
    "Lens",
    "Lifecycle",
    "Linking",
    "Links",
    "Loaded",
    "Matrix",
    "Membership",
    "Model",
    "Not",
    "OneOf",
    "Origins",
    "OutcomeWorth",
    "Outcomes",
    "OutcomesSpec",
    "Part",
    "Persona",
    "Placed",
    "PlannedFix",
    "Play",
    "PrepareSpec",
    "PrivacySpec",
    "Progress",
    "Quality",
    "Reach",
    "Recipe",
    "Records",
    "Relation",
    "Role",
    "Rule",
    "RuleLine",
    "RuleList",
    "Score",
    "Segment",
    "SegmentAhead",
    "SegmentRule",
    "Segmentation",
    "SegmentationSpec",
    "Severity",
    "Sign",
    "Silent",
    "SomeOf",
    "SourceAccount",
    "SourceSpec",
    "Space",
    "Split",
    "Stability",
    "Stretch",
    "Target",
    "Tier",
    "Told",
    "UnifySpec",
    "ValueTier",
    "Verdict",
    "Version",
    "WeightsSpec",
    "Worth",
    "columns_of",
    "rule_from_dict",
    "rule_to_dict",
    "tell",
]
