/** Catches what goes wrong while a part of the page is drawn, so that the rest stays. */
import { Component, type ReactNode } from "react";

type Props = { fallback: (error: Error, again: () => void) => ReactNode; children: ReactNode };

export class Boundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    return error ? this.props.fallback(error, () => this.setState({ error: null })) : this.props.children;
  }
}
