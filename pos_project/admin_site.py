"""The manager's admin, in the shop's words."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class PosAdminSite(AdminSite):
    """The stock admin under the shop's name."""

    site_header = "จัดการร้าน"
    site_title = "จัดการร้าน"
    index_title = "เลือกสิ่งที่ต้องการจัดการ"
    site_url = "/pos/"


class PosAdminConfig(AdminConfig):
    """Make PosAdminSite the one every app registers with."""

    default_site = "pos_project.admin_site.PosAdminSite"
