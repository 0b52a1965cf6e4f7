let calls = 0;

/** Says how often it was asked, and for what. */
export default {
  fetch(request: Request): Response {
    calls += 1;
    const { pathname, search } = new URL(request.url);
    if (pathname === "/moved") return Response.redirect("https://elsewhere.test/target", 302);
    return Response.json({ calls, asked: pathname + search });
  },
};
