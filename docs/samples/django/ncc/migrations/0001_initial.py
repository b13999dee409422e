from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name="CloudLogin",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("sub", models.CharField(db_index=True, max_length=64)),
                ("sid", models.CharField(blank=True, max_length=64)),
            ],
        ),
    ]
