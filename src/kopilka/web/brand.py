"""From a retailer's one brand colour, the few colours that the pages need, each with its contrast kept at AA.

The style sheet stays the same for everyone; what comes from here is a tiny sheet of custom properties, served
as a file of its own because the pages allow no inline styles. Nothing here reads a program or a request.
"""

AA = 4.5  # least contrast of text with its ground, WCAG 2.2
LIGHT_GROUND = "#efede8"  # the darkest ground that brand-coloured text stands on, light scheme
DARK_GROUND = "#2a2e35"  # the lightest one, dark scheme
WHITE, BLACK = "#ffffff", "#000000"
STEPS = 50


def brand_sheet(brand: str) -> str:
    """The custom properties for a brand given as `#rrggbb` or `#rgb`."""
    on = text_on(brand)
    hover = mix(brand, BLACK if on == WHITE else WHITE, 7)
    light = until_readable(brand, ground=LIGHT_GROUND, towards=BLACK)
    dark = until_readable(brand, ground=DARK_GROUND, towards=WHITE)
    return (
        f":root {{ --brand: {normal(brand)}; --on-brand: {on}; --brand-hover: {hover}; "
        f"--brand-ink: light-dark({light}, {dark}); }}\n"
    )


def text_on(ground: str) -> str:
    """White or black, whichever reads better: one of the two always reaches AA."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, ground))


def until_readable(colour: str, *, ground: str, towards: str) -> str:
    """The colour itself, moved no further than needed to be readable as text on the ground."""
    shades = (mix(colour, towards, step) for step in range(STEPS + 1))
    return next(shade for shade in shades if contrast(shade, ground) >= AA)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance, from 0 to 1."""
    red, green, blue = (linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def mix(colour: str, other: str, step: int) -> str:
    """`step` fiftieths of the way from one colour to the other."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return written(tuple((one * (STEPS - step) + two * step) // STEPS for one, two in pairs))


def normal(colour: str) -> str:
    return written(channels(colour))


def channels(colour: str) -> tuple[int, ...]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) != 6:
        message = f"a colour is written #rrggbb, not {colour!r}"
        raise ValueError(message)
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))


def written(colour: tuple[int, ...]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in colour)
