"""What happened is not dated of days to come. No table changes."""

import cases.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_stage_date_unless_not_stated'),
    ]

    operations = [
        migrations.AlterField(
            model_name='edition',
            name='stage_as_of',
            field=cases.fields.EDTFField(blank=True, help_text='As precise as the source: 2018, 2018-04, 2018-04-05; 2019? where it is not sure.', max_length=40, validators=[cases.fields.has_begun], verbose_name='stage as of'),
        ),
        migrations.AlterField(
            model_name='historicalsource',
            name='published',
            field=cases.fields.EDTFField(blank=True, help_text='As precise as the source: 2018, 2018-04, 2018-04-05; 2019? where it is not sure.', max_length=40, validators=[cases.fields.has_begun], verbose_name='published'),
        ),
        migrations.AlterField(
            model_name='milestone',
            name='date',
            field=cases.fields.EDTFField(blank=True, help_text='As precise as the source: 2018, 2018-04, 2018-04-05; 2019? where it is not sure.', max_length=40, validators=[cases.fields.has_begun], verbose_name='date'),
        ),
        migrations.AlterField(
            model_name='source',
            name='published',
            field=cases.fields.EDTFField(blank=True, help_text='As precise as the source: 2018, 2018-04, 2018-04-05; 2019? where it is not sure.', max_length=40, validators=[cases.fields.has_begun], verbose_name='published'),
        ),
    ]
