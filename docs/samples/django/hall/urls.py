from django.urls import include, path

urlpatterns = [path("", include("ncc.urls"))]
