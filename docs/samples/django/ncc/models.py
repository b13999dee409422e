from django.db import models


class CloudLogin(models.Model):
    """一次登录：退出通知按 sub、sid 找到会话，结束它。"""

    session_key = models.CharField(max_length=40, primary_key=True)
    sub = models.CharField(max_length=64, db_index=True)
    sid = models.CharField(max_length=64, blank=True)
