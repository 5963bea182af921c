"""Products of one name whose makers a source leaves out: which of them may be the same."""

from collections import defaultdict

from communes.selectors import Gazetteer
from exchange.reading.names import product_key
from exchange.services.planning.lines import Ref
from exchange.services.planning.picture import Picture

_Known = tuple[Ref, Ref, int]


class Namesakes:
    """Products with a named maker, by province of today and name."""

    def __init__(self, picture: Picture, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[tuple[int, str], list[_Known]] = defaultdict(list)
        for pk, product in picture.products.items():
            producer = picture.producers.get(product.producer_id)
            province = gazetteer.province_today(product.unit_id)
            if producer is not None and producer.named and province is not None:
                self.add(province, product.name, (producer.pk, pk, product.unit_id))

    def add(self, province: int, name: str, known: _Known) -> None:
        """Remember a product: its producer, itself, and its recorded unit."""
        self._known[province, product_key(name)].append(known)

    def of(self, province: int, name: str, unit: int) -> dict[Ref, Ref]:
        """Product → producer of those that are called so and may lie in ``unit``."""
        return {
            product: maker
            for maker, product, other in self._known.get((province, product_key(name)), ())
            if self._may_be_one_place(unit, other)
        }

    def _may_be_one_place(self, one: int, other: int) -> bool:
        """Whether two recorded units lie in one district, or one of them names none."""
        lower, upper = self._gazetteer.chain(one)[:-1], self._gazetteer.chain(other)[:-1]
        return not lower or not upper or bool({*lower} & {*upper})
