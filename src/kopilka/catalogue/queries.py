"""Questions about goods: by words, as a person types them, and by a code, as a scanner reads it."""

from kopilka.catalogue.models import Goods

MOST_WORDS = 8


def search_goods(program: str, text: str, limit: int) -> list[Goods]:
    """Return the goods in which every word occurs, in either language, best-selling first; none for no words."""
    words = folded(text).split()[:MOST_WORDS]
    if not words:
        return []
    found = Goods.objects.filter(program=program)
    for word in words:
        found = found.filter(sought__contains=word)
    return list(found.order_by("place", "id")[:limit])


def goods_by_code(program: str, code: str) -> Goods | None:
    """Return the goods of a bar code or an article."""
    plain = code.strip()
    of_program = Goods.objects.filter(program=program)
    return of_program.filter(bar_code=plain).first() or of_program.filter(article=plain).first()


def folded(text: str) -> str:
    """Return a text without case and without the difference between ё and е, whatever the database's locale."""
    return text.casefold().replace("ё", "е")
