import { render } from "preact";
import { browser } from "./adapters/browser.ts";
import { App } from "./view/app.tsx";
import "./style/page.css";
import "./style/parts.css";
import "./style/tables.css";
import "./style/charts.css";
import "./style/narrow.css";

const place = document.getElementById("app");
if (place === null) throw new Error("ops.html has no element #app");
render(<App world={browser} />, place);
