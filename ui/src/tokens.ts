/** Cloudscape's design tokens under short names for style.css: their own names carry a hash. They follow light and dark by themselves. */
import * as tokens from '@cloudscape-design/design-tokens';

const names: Record<string, string> = {
  '--text': tokens.colorTextBodyDefault,
  '--text-secondary': tokens.colorTextBodySecondary,
  '--text-heading': tokens.colorTextHeadingDefault,
  '--background': tokens.colorBackgroundContainerContent,
  '--background-soft': tokens.colorBackgroundLayoutMain,
  '--border': tokens.colorBorderDividerDefault,
  '--accent': tokens.colorBorderItemFocused,
  '--error': tokens.colorTextStatusError,
  '--mono': tokens.fontFamilyMonospace,
  '--font': tokens.fontFamilyBase,
};

// On the body, because that is where Cloudscape switches the mode.
for (const [name, value] of Object.entries(names)) document.body.style.setProperty(name, value);
