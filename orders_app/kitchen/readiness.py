"""How far the kitchen is with what stands on a table: expressions for the floor's statement."""

from django.db.models import Case, Count, Min, OuterRef, Subquery, When

from orders_app.models import KitchenMark, Slip, SlipLine

NOT_MADE, BEING_MADE, READY, OUT = range(4)
_MARK = KitchenMark.Kind


def step_of(item: OuterRef) -> Subquery:
    """Return how far a line is: NOT_MADE though it was sent, BEING_MADE, READY to be carried out,
    or OUT; NULL if no station was told of it. Of several stations the last one counts."""
    newest = KitchenMark.objects.filter(line=OuterRef("pk")).order_by("-pk").values("kind")[:1]
    step = Case(
        When(mark=_MARK.SKIPPED, then=NOT_MADE),
        When(mark=_MARK.SERVED, then=OUT),
        When(mark=_MARK.DONE, then=READY),
        default=BEING_MADE,
    )
    told = SlipLine.objects.filter(item=item, slip__kind=Slip.Kind.ADD).order_by()
    told = told.annotate(mark=Subquery(newest)).values("item").annotate(step=Min(step))
    return Subquery(told.values("step"))


def marks_of(order: OuterRef) -> Subquery:
    """Return how many marks cooks made on an order's slips; NULL for none. None is ever taken away,
    so a new one always shows."""
    marks = KitchenMark.objects.filter(line__slip__order=order).order_by()
    return Subquery(marks.values("line__slip__order").annotate(count=Count("pk")).values("count"))
