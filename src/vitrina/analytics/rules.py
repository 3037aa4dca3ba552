"""What may be shown of an audience. Pure."""

from collections.abc import Mapping, Sequence

from vitrina.analytics.model import AudienceGroup, Dimension, GroupCount

GROUP_MIN = 20
STEP = 10


def shown(counts: Mapping[str, int]) -> dict[str, int]:
    """Choose the groups that may be shown, and round them down to tens.

    counts: each person in exactly one group, who told nothing too.  A group is shown from 20 people on. What
    is left over is nobody, or 20 people at least: otherwise who knows the whole could compute the small group
    by subtraction, and the smallest of the large groups is hidden with it. Steps of ten keep two answers, of
    two windows or of a clip and all clips, from telling a single person by their difference.
    """
    kept = {name: count for name, count in counts.items() if count >= GROUP_MIN}
    left = sum(counts.values()) - sum(kept.values())
    while kept and 0 < left < GROUP_MIN:
        smallest = min(kept, key=lambda name: (kept[name], name))
        left += kept.pop(smallest)
    return {name: count - count % STEP for name, count in kept.items()}


def groups(counts: Sequence[GroupCount], dimension: Dimension) -> list[AudienceGroup]:
    """List the groups of a dimension that may be shown: ages from the youngest on, the others by size."""
    found = shown({each.name: each.people_count for each in counts if each.dimension is dimension})
    by_size = dimension is not Dimension.AGE
    names = sorted(found, key=lambda name: (-found[name] if by_size else 0, name))
    return [AudienceGroup(name=name, people_at_least=found[name]) for name in names]
