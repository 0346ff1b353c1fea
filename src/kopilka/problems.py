"""Problems: what can be expected to go wrong, each with a stable code, the field and a sentence that says what to do.

The catalogue is the one place where a code, its HTTP status and its sentences stand (RFC 9457). What is not in it is a
fault of ours and crashes loudly.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """A code's HTTP status and its sentences; braces are filled from the problem's numbers."""

    status: int
    en: str
    ru: str


CATALOGUE: dict[str, Kind] = {
    "malformed": Kind(
        400,
        "This is not JSON: {detail}. Send one JSON object.",
        "Это не JSON: {detail}. Отправьте один объект JSON.",
    ),
    "unknown_field": Kind(
        422,
        "The field «{name}» is not known here. Remove it or correct its name.",
        "Поле «{name}» здесь неизвестно. Уберите его или исправьте имя.",
    ),
    "missing_field": Kind(
        422, "The field «{name}» is required. Add it.", "Поле «{name}» обязательно. Добавьте его."
    ),
    "invalid_value": Kind(422, "The value can't be taken: {detail}.", "Значение не подходит: {detail}."),
    "unknown_kind": Kind(
        422,
        "The kind «{name}» is not known. Use receipt, return, void, member, grant or balance.",
        "Вид «{name}» неизвестен. Возможны receipt, return, void, member, grant и balance.",
    ),
    "invalid_time": Kind(
        422,
        "«{value}» is not a time with an offset, as 2021-08-01T12:00:00+03:00.",
        "«{value}» — не время со смещением, например 2021-08-01T12:00:00+03:00.",
    ),
    "time_out_of_range": Kind(
        422,
        "The time {value} is out of range. Check the clock of the till.",
        "Время {value} вне допустимого. Проверьте часы кассы.",
    ),
    "invalid_quantity": Kind(
        422,
        "«{value}» is not a quantity. Write a decimal above zero with up to three digits after the point.",
        "«{value}» — не количество. Напишите десятичное число больше нуля, не более трёх знаков после точки.",
    ),
    "amount_out_of_range": Kind(
        422,
        "The amount {value} is out of range. It must be from 0 to {most} hundredths.",
        "Сумма {value} вне допустимого: от 0 до {most} сотых.",
    ),
    "no_lines": Kind(
        422, "There are no lines. Send at least one.", "Нет ни одной строки. Отправьте хотя бы одну."
    ),
    "too_many_lines": Kind(
        422, "There are more than {most} lines. Split the receipt.", "Строк больше {most}. Разделите чек."
    ),
    "line_twice": Kind(
        422,
        "Line {value} stands here twice. Number the lines differently.",
        "Строка {value} указана дважды. Пронумеруйте строки по-разному.",
    ),
    "sum_above_price": Kind(
        422,
        "The sum {sum} is above price × quantity = {product} hundredths. Correct the sum, the price or the quantity.",
        "Сумма {sum} больше цены × количество = {product} сотых. Исправьте сумму, цену или количество.",
    ),
    "settled_does_not_add_up": Kind(
        422,
        "total {total} − discount − points is not to_pay. Send the amounts of one quote.",
        "total {total} − discount − points не равно to_pay. Отправьте суммы одного расчёта.",
    ),
    "payments_differ": Kind(
        422,
        "The payments add up to {paid}, to pay is {to_pay} hundredths. Correct the payments.",
        "Оплаты в сумме {paid}, к оплате {to_pay} сотых. Исправьте оплаты.",
    ),
    "offline_spending": Kind(
        422,
        "A till without a connection can't take points. Ask for none.",
        "Касса без связи не может списывать баллы. Не запрашивайте списание.",
    ),
    "no_edition": Kind(
        422,
        "The program has no rules for {value}; they begin on {first}.",
        "У программы нет правил на {value}; они начинаются {first}.",
    ),
    "wrong_program": Kind(
        403,
        "The receipt names the program «{value}», this is «{program}». Use the key of the other program.",
        "В чеке программа «{value}», а здесь «{program}». Используйте ключ другой программы.",
    ),
    "number_taken": Kind(
        409,
        "«{value}» was used with other content. Use a new one, or repeat the first message exactly.",
        "«{value}» уже использован с другим содержанием. Возьмите новый или повторите первое сообщение без изменений.",
    ),
    "settlement_changed": Kind(
        409,
        "The receipt would come out differently now: discount {discount}, points {points}, to pay {to_pay}. Show the customer the new amounts and send them.",
        "Чек теперь выходит иначе: скидка {discount}, баллы {points}, к оплате {to_pay}. Покажите покупателю новые суммы и отправьте их.",
    ),
    "unknown_receipt": Kind(
        404,
        "There is no receipt {value} of this shop. Check the shop and the number; a receipt must come before its return.",
        "Чека {value} у этого магазина нет. Проверьте магазин и номер; чек должен прийти раньше возврата.",
    ),
    "unknown_line": Kind(422, "The receipt has no line {value}.", "В чеке нет строки {value}."),
    "more_than_left": Kind(
        409,
        "Of line {line} only {left} is left to return.",
        "По строке {line} осталось вернуть только {left}.",
    ),
    "nothing_left": Kind(
        409, "Everything on this receipt has been returned.", "По этому чеку возвращено всё."
    ),
    "already_returned": Kind(
        409,
        "Goods of this receipt were returned, so it can't be voided. Return the rest instead.",
        "По этому чеку уже был возврат, аннулировать его нельзя. Верните остальное.",
    ),
    "already_voided": Kind(409, "This receipt was voided.", "Этот чек аннулирован."),
    "return_before_purchase": Kind(
        422,
        "The return is dated before the purchase. Correct its time.",
        "Возврат датирован раньше покупки. Исправьте его время.",
    ),
    "unknown_member": Kind(
        404,
        "There is no such member. Check the card or the phone, or register the member first.",
        "Такого участника нет. Проверьте карту или телефон либо сначала зарегистрируйте участника.",
    ),
    "member_exists": Kind(
        409,
        "This card or phone belongs to another member. Use another, or change that member.",
        "Эта карта или телефон принадлежит другому участнику. Возьмите другую или измените того участника.",
    ),
    "card_not_active": Kind(
        422, "The card is {state}. Take another card.", "Карта не действует ({state}). Возьмите другую карту."
    ),
    "invalid_card": Kind(
        422,
        "«{value}» is not a card number. It has 13 digits, the last one a check digit.",
        "«{value}» — не номер карты. В нём 13 цифр, последняя контрольная.",
    ),
    "invalid_phone": Kind(
        422,
        "This is not a mobile phone number. Write it with the country code, as +79001234567.",
        "Это не номер мобильного телефона. Напишите его с кодом страны, например +79001234567.",
    ),
    "unknown_mode": Kind(
        422,
        "«{value}» is no mode of the program. Choose from: {known}.",
        "«{value}» — не режим программы. Возможны: {known}.",
    ),
    "unknown_region": Kind(
        422,
        "«{value}» is no region of the program. Choose from: {known}.",
        "«{value}» — не регион программы. Возможны: {known}.",
    ),
    "no_points": Kind(
        422,
        "The program has no points, so they can't be granted.",
        "В программе нет баллов, начислить их нельзя.",
    ),
    "unauthorized": Kind(
        401,
        "The key is missing, unknown or revoked. Send «Authorization: Bearer …» with a key of this shop.",
        "Ключа нет, он неизвестен или отозван. Отправьте «Authorization: Bearer …» с ключом этого магазина.",
    ),
    "wrong_shop": Kind(
        403,
        "The key belongs to the shop «{value}». Use the key of the shop that the receipt names.",
        "Ключ принадлежит магазину «{value}». Используйте ключ магазина, который указан в чеке.",
    ),
    "path_differs": Kind(
        422,
        "The address says «{path}», the body says «{value}». They must agree.",
        "В адресе «{path}», в теле «{value}». Они должны совпадать.",
    ),
    "not_found": Kind(
        404, "There is nothing at this address. See /docs.", "По этому адресу ничего нет. Смотрите /docs."
    ),
    "method_not_allowed": Kind(
        405,
        "This address does not take {value}. See /docs.",
        "Этот адрес не принимает {value}. Смотрите /docs.",
    ),
    "body_too_large": Kind(413, "The body is larger than {most} bytes.", "Тело запроса больше {most} байт."),
    "fault": Kind(
        500,
        "This is a fault of Kopilka, noted in its journal. Report it.",
        "Это ошибка Копилки, она записана в журнал. Сообщите о ней.",
    ),
    "overloaded": Kind(
        503,
        "Too many messages are waiting. Send this one again in a moment.",
        "Слишком много сообщений в очереди. Отправьте это ещё раз через мгновение.",
    ),
    "unavailable": Kind(
        503,
        "The database does not answer. Send the same message again; it will be counted once.",
        "База данных не отвечает. Отправьте то же сообщение ещё раз, оно будет учтено один раз.",
    ),
}


class Problem(Exception):
    """Something that can be expected, with its code, its field and what fills its sentence."""

    def __init__(self, code: str, field: str = "", **numbers: object) -> None:
        self.code = code
        self.field = field
        self.numbers = numbers
        super().__init__(f"{code}: {field}: {self.text('en')}")

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return CATALOGUE[self.code].status

    def text(self, language: str) -> str:
        """Return the sentence in ``ru`` or ``en``."""
        kind = CATALOGUE[self.code]
        return (kind.ru if language == "ru" else kind.en).format(**self.numbers)
