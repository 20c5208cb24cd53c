import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The Fluent catalogue is shared with the terminal and lives in the crate `words`. */
const catalogue = fileURLToPath(new URL('../src-tauri/crates/words', import.meta.url));

export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  resolve: { alias: { '@words': catalogue } },
  server: { host: '127.0.0.1', fs: { allow: ['.', catalogue] } },
  build: {
    target: 'safari16',
    // Everything comes from the app itself, so one large file loads as fast as several.
    chunkSizeWarningLimit: 4096,
    // The content security policy allows no inline script.
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  test: { include: ['src/**/*.test.ts'] },
});
