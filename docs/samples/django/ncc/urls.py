from django.conf import settings
from django.urls import path

from . import views

urlpatterns = [
    path("", views.home),
    path("login", views.begin),
    path(settings.NCC_SITE.path.lstrip("/"), views.callback),
    path("logout", views.leave),
    path("backchannel-logout", views.backchannel_logout),
]
