import { Component, type ComponentChildren } from "preact";

type FenceProps = { readonly name: string; readonly children: ComponentChildren };

/** Keeps a defect of one part from taking the others along; a page older than its API is one. */
export class Fence extends Component<FenceProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static override getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render({ name, children }: FenceProps) {
    if (!this.state.isBroken) return children;
    return (
      <section class="panel">
        <p class="notice warn" role="alert">
          {name} cannot be shown: the answers are not those that this page knows. Reload the page;
          if that does not help, use the command line.
        </p>
      </section>
    );
  }
}
