"""What the plumbing remembers: keys that were used, what happened, counters."""

from uuid import uuid4

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """One command a client asked for, and the answer it got. Rows are never deleted.

    `request` is what the key stands for in canonical form, NULL with keys of earlier releases;
    `fingerprint` is its hash. `answer` is the exact text of the first answer (text, not JSON: a
    JSON column may reorder it). After 90 days `prune_keys` empties both; a replay is then answered
    from row `result_id`.
    """

    key = models.CharField(max_length=200, unique=True)
    fingerprint = models.CharField(max_length=64)
    request = models.TextField(null=True)  # noqa: DJ001 (NULL costs no new table on SQLite)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True, default="")
    result_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Where the command came from, when the client says so: the device, the device's own count of
    # its commands, when it was tapped by the device's clock (told, never trusted), and who sent it
    # when that was somebody other than its author.
    client_id = models.UUIDField(null=True)
    client_sequence = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField(null=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        null=True,
    )

    class Meta:
        db_table = "idempotency_keys"
        indexes = [
            models.Index(fields=["client_id", "client_sequence"], name="idx_keys_client_sequence")
        ]
        verbose_name = "คีย์คำสั่ง"
        verbose_name_plural = "คีย์คำสั่ง"

    def __str__(self):
        return self.key


class AuditEvent(models.Model):
    """One line of the shop's audit log, written in the same transaction as the change it tells of.

    Append-only: the database refuses to change a row (migration 0002).
    """

    action = models.CharField("การกระทำ", max_length=50)
    subject = models.CharField("เรื่อง", max_length=30)
    subject_id = models.BigIntegerField("หมายเลข")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        null=True,
        verbose_name="โดย",
    )
    # Who sent it, when that was somebody other than `staff`, and the device it was tapped on.
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        null=True,
        verbose_name="ส่งโดย",
    )
    client_id = models.UUIDField("รหัสเครื่อง", null=True)
    details = models.JSONField("รายละเอียด", default=dict)
    request_id = models.CharField("หมายเลขคำขอ", max_length=36, blank=True, default="")
    created_at = models.DateTimeField("เวลา", auto_now_add=True)
    # A manager must look at it (reports_app/exceptions.py). NULL with events of before.
    is_notable = models.BooleanField("ต้องดู", null=True)

    class Meta:
        db_table = "audit_events"
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="idx_audit_subject"),
            # A few of a day's events: all others cost it nothing.
            models.Index(
                fields=["created_at"],
                condition=models.Q(is_notable=True),
                name="idx_audit_notable",
            ),
        ]
        verbose_name = "บันทึกการทำงาน"
        verbose_name_plural = "บันทึกการทำงาน"

    def __str__(self):
        return f"{self.action} {self.subject} {self.subject_id}"


class DatabaseEpoch(models.Model):
    """One row: the name of this database's time, another one whenever it was taken back.

    Devices compare it: what they know of an earlier epoch may never have been. A database's first
    epoch is no news to them: it is another shop's.

    `began_at` is when it was taken back, `goes_back_to` the last moment it knew of then; both NULL
    where no restore tells. `sent_again` counts the commands that came a second time since, for the
    restored database had lost them; `caught_up_at` is when somebody said that no more will come.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    uid = models.UUIDField(default=uuid4)
    taken_back = models.BooleanField(default=False)
    began_at = models.DateTimeField(null=True)
    goes_back_to = models.DateTimeField(null=True)
    sent_again = models.BigIntegerField(null=True)
    caught_up_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "database_epoch"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="chk_database_epoch_one")
        ]

    def __str__(self):
        return str(self.uid)


class RateCounter(models.Model):
    """A counter that lives until `expires_at` (seconds since 1970, UTC)."""

    key = models.CharField(max_length=255, primary_key=True)
    hits = models.BigIntegerField()
    expires_at = models.FloatField()

    class Meta:
        db_table = "rate_counters"

    def __str__(self):
        return self.key
