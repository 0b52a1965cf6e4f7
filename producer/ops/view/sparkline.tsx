import { SPARK, sparkPath } from "../model/plot.ts";

/** The last hour at a glance; the charts below say the same with numbers. */
export const Sparkline = ({ values }: { readonly values: readonly (number | null)[] }) => (
  <svg
    class="spark"
    viewBox={`0 0 ${SPARK.width} ${SPARK.height}`}
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    <path d={sparkPath(values)} />
  </svg>
);
