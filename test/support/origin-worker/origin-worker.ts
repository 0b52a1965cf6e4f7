let calls = 0;

/** Says how often it was asked, and for what. */
export default {
  fetch(request: Request): Response {
    calls += 1;
    const { pathname, search } = new URL(request.url);
    return Response.json({ calls, asked: pathname + search });
  },
};
