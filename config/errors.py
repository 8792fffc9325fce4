from django.shortcuts import render


def bad_request(request, exception):
    """Django's own answers a request whose body it cannot decode with a bare 500."""
    return render(request, "400.html", status=400)
