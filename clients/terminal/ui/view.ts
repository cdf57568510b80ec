import type { Frame, Size } from '../screen/frame';
import type { Input } from '../screen/keys';

/** What fills the screen, and takes what the person does. */
export interface View {
  draw(size: Size): Frame;
  take(input: Input): void;
}
