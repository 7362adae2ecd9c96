"""What the shop remembers of its own keeping: backups and drills."""

from django.db import models


class BackupRun(models.Model):
    """One backup or restore drill that ended, well or not; shown to managers and in metrics.

    Written once, when it ended. A backup that could not even reach the database leaves no row:
    then the age of the last good one tells.
    """

    class Kind(models.TextChoices):
        FULL = "full", "สำรองเต็ม"
        INCREMENTAL = "incremental", "สำรองส่วนที่เปลี่ยน"
        DRILL = "drill", "ซ้อมกู้คืน"

    kind = models.CharField("ชนิด", max_length=12, choices=Kind.choices)
    succeeded = models.BooleanField("สำเร็จ")
    started_at = models.DateTimeField("เริ่ม")
    ended_at = models.DateTimeField("เสร็จ")
    size = models.BigIntegerField("ขนาด (ไบต์)", null=True)
    details = models.JSONField("รายละเอียด", default=dict)

    class Meta:
        db_table = "backup_runs"
        indexes = [models.Index(fields=["kind", "ended_at"], name="idx_backup_runs_kind_ended")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["full", "incremental", "drill"]),
                name="backup_runs_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__gte=models.F("started_at")),
                name="backup_runs_ends_after_start",
            ),
        ]
        verbose_name = "การสำรองข้อมูล"
        verbose_name_plural = "การสำรองข้อมูล"

    def __str__(self):
        return f"{self.kind} {self.ended_at:%Y-%m-%d %H:%M}"
