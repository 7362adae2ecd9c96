"""Pictures that depend on no letters, for comparing bytes."""

from PIL import Image


def pattern(width: int, height: int) -> Image.Image:
    """Return a black and white picture without a row or a column like its neighbour."""
    picture = Image.new("1", (width, height), 255)
    for y in range(height):
        for x in range(width):
            if (x * x + 3 * x * y + y) % 7 < 3:
                picture.putpixel((x, y), 0)
    return picture
