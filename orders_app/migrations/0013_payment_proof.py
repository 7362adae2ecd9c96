"""What a transfer was believed by: money that was seen, or a slip, which pays one bill alone.

Of payments before, nobody was asked: they keep no proof.
"""

from django.db import migrations, models
from django.db.models import Q

from core_app.triggers import FrozenRows, TriggersKept

OF_PAYMENTS = (
    "method", "amount", "amount_received", "change", "taken_by_id", "created_at", "sender_id",
    "client_id", "tapped_at", "business_date", "bill_id",
)  # fmt: skip


def payments(columns: tuple[str, ...]) -> FrozenRows:
    return FrozenRows(
        table="payments",
        columns=columns,
        condition="OLD.id IS NOT NULL",
        message="a payment is final",
    )


class Migration(migrations.Migration):
    dependencies = [("orders_app", "0012_kitchen_slips")]

    operations = [
        payments(OF_PAYMENTS).as_removal(),
        migrations.AddField(
            "payment",
            "slip_reference",
            models.CharField(max_length=50, null=True, verbose_name="เลขอ้างอิงสลิป"),
        ),
        TriggersKept(
            [
                migrations.AddField(
                    "payment",
                    "proof",
                    models.CharField(
                        blank=True,
                        choices=[("seen", "เห็นเงินเข้าแล้ว"), ("slip", "มีสลิป")],
                        default="",
                        max_length=20,
                        verbose_name="หลักฐานการโอน",
                    ),
                ),
                migrations.AddConstraint(
                    "payment",
                    models.CheckConstraint(
                        condition=Q(proof="", slip_reference__isnull=True)
                        | Q(proof="seen", method="qr", slip_reference__isnull=True)
                        | Q(
                            proof="slip",
                            method="qr",
                            slip_reference__isnull=False,
                            slip_reference__gt="",
                        ),
                        name="chk_payments_proof_is_of_a_transfer",
                    ),
                ),
            ]
        ),
        migrations.AddConstraint(
            "payment",
            models.UniqueConstraint(
                fields=("slip_reference",),
                condition=Q(slip_reference__isnull=False),
                name="uniq_payments_slip_reference",
            ),
        ),
        payments((*OF_PAYMENTS, "proof", "slip_reference")).as_operation(),
    ]
