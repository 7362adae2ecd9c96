"""Who works here."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone


class Role(models.TextChoices):
    """What a member of staff is here for."""

    CASHIER = "cashier", "แคชเชียร์"
    COOK = "cook", "ครัว"
    MANAGER = "manager", "ผู้จัดการ"


class UserManager(BaseUserManager):
    """Makes members of staff with hashed passwords."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """Make a member of staff; a cashier unless `role` says otherwise."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        """Make a manager, as `manage.py createsuperuser` does; prefer `create_manager`.

        Raises ValidationError for a weak password, which Django checks only where it asks for one.
        """
        if password is not None:
            validate_password(password, self.model(username=username))
        return self.create_user(username, password, **(fields | {"role": Role.MANAGER}))


class User(AbstractBaseUser):
    """A member of staff. One role decides every right; there are no groups to get wrong."""

    username = models.CharField(
        "ชื่อผู้ใช้",
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "มีชื่อผู้ใช้นี้แล้ว"},
    )
    display_name = models.CharField("ชื่อที่แสดง", max_length=100, blank=True)
    role = models.CharField("หน้าที่", max_length=20, choices=Role, default=Role.CASHIER)
    is_active = models.BooleanField(
        "ใช้งานได้", default=True, help_text="ปิดเมื่อพนักงานลาออก แทนการลบ ประวัติการขายจะยังอยู่"
    )
    created_at = models.DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)
    # Nullable, so that SQLite adds these three without remaking the table.
    is_demo = models.BooleanField("บัญชีสาธิต", null=True, editable=False)
    vetted_password = models.CharField(  # noqa: DJ001
        "รหัสผ่านที่ตรวจแล้ว", max_length=64, null=True, editable=False
    )
    # A manager's, hashed; NULL as long as they have none (staff_app/pins.py).
    pin = models.CharField("PIN", max_length=128, null=True, editable=False)  # noqa: DJ001

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    class Meta:
        db_table = "staff"
        verbose_name = "พนักงาน"
        verbose_name_plural = "พนักงาน"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="chk_staff_role_known"
            )
        ]

    def __str__(self):
        return self.display_name or self.username

    @property
    def may_come_in(self) -> bool:
        """Tell whether the account opens any door: an account of the demo only in the demo."""
        in_demo = settings.DEMO and not settings.REACHABLE
        return self.is_active and (in_demo or not self.is_demo)

    @property
    def is_manager(self) -> bool:
        return self.is_active and self.role == Role.MANAGER

    @property
    def sells(self) -> bool:
        """A question about the role alone: a command tapped before an account was closed counts."""
        return self.role in (Role.CASHIER, Role.MANAGER)

    @property
    def can_sell(self) -> bool:
        return self.is_active and self.sells

    @property
    def is_staff(self) -> bool:
        """Django's name for "may enter the admin"."""
        return self.is_manager

    def has_perm(self, perm: str, obj=None) -> bool:
        """Managers hold every permission; what the admin must not do, its pages do not offer."""
        return self.is_manager

    def has_module_perms(self, app_label: str) -> bool:
        """See has_perm."""
        return self.is_manager


def _staff_column(label: str) -> models.ForeignKey:
    """Whoever did it, who is never deleted then."""
    return models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=label
    )


class Approval(models.Model):
    """A manager's word for one command, before the command is done.

    Append-only but for `consumed_at`, which the command writes that uses it up (migration 0003).
    """

    class Subject(models.TextChoices):
        """What is approved; `subject_id` is the number of the line, or of the order."""

        VOID = "void", "ยกเลิกรายการ"
        CANCEL = "cancel", "ยกเลิกออเดอร์"

    key = models.CharField("คีย์", max_length=200)
    subject = models.CharField("เรื่อง", max_length=20, choices=Subject)
    subject_id = models.BigIntegerField("หมายเลข")
    amount = models.DecimalField("จำนวนเงิน", max_digits=10, decimal_places=2)
    asked_by = _staff_column("ขอโดย")
    approved_by = _staff_column("อนุมัติโดย")
    created_at = models.DateTimeField("อนุมัติเมื่อ", auto_now_add=True)
    consumed_at = models.DateTimeField("ใช้เมื่อ", null=True)

    class Meta:
        db_table = "approvals"
        verbose_name = "การอนุมัติ"
        verbose_name_plural = "การอนุมัติ"
        indexes = [models.Index(fields=["key"], name="idx_approvals_key")]
        constraints = [
            # A key is one command, and a command needs one word.
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(consumed_at__isnull=False),
                name="uniq_approvals_one_used",
            ),
            models.CheckConstraint(
                condition=models.Q(subject__in=["void", "cancel"]),
                name="chk_approvals_subject_known",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="chk_approvals_amount_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.get_subject_display()} {self.subject_id}"
