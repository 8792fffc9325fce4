"""The admin's forms as a browser would send them: everything that the page shows, to alter."""

from django.urls import reverse


def change_url(thing):
    return reverse(
        f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk]
    )


def add_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def opened(client, thing):
    """What a browser would send back of the change page of `thing`, to alter before `save`."""
    return filled(client.get(change_url(thing)))


def filled(response):
    """The values of every form on a page of the admin."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return {
        bound.html_name: typed
        for form in forms
        for bound in form
        if (typed := as_typed(bound.value())) is not None
    }


def as_typed(value):
    """A value as an input of HTML holds it; None for one that a browser would not send."""
    if value is None or value is False:
        return None
    if value is True:
        return "on"
    if isinstance(value, list):
        return [getattr(item, "pk", item) for item in value]
    return str(value).replace("\n", "\r\n")  # as every browser ends a line


def add_row(data, prefix, **values):
    """Fill in one more row of the inline `prefix`; returns the prefix of its inputs."""
    total = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = str(total + 1)
    data |= {f"{prefix}-{total}-{name}": value for name, value in values.items()}
    return f"{prefix}-{total}"


def save(client, thing, data, button="_continue"):
    return client.post(change_url(thing), data | {button: "on"})


def complaints(response):
    """The sentences of a refused form, at the names of their inputs; "" is the whole form."""
    forms = [response.context["adminform"].form]
    found = {}
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = list(inline.formset.non_form_errors())
    for form in forms:
        for name, sentences in form.errors.items():
            found[form.add_prefix(name) if name != "__all__" else form.prefix or ""] = sentences
    return {name: list(sentences) for name, sentences in found.items()}


def told(response):
    """The messages at the top of the page that `response` leads to."""
    return [str(message) for message in response.context["messages"]]
