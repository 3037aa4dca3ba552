"""The forty things on sale, each a drawing in an 800 x 800 square that stands on y = 650."""

from collections.abc import Callable

from demo_content.paint import Brush
from demo_content.products import beauty, home, pantry, street

Drawing = Callable[[Brush], None]

DRAWINGS: dict[str, Drawing] = {
    **pantry.DRAWINGS,
    **street.DRAWINGS,
    **beauty.DRAWINGS,
    **home.DRAWINGS,
}
