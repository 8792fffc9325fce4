from config.errors import bad_request


class Utf8Bodies:
    """Refuses a body in another encoding than the forms send, which Django answers with a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.content_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            return bad_request(request)
        return self.get_response(request)
