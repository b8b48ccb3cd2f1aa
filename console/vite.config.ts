import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// biome-ignore lint/style/noDefaultExport: Vite takes its configuration from the default export
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    // Older ones have no light-dark(), for which there is no stand-in that follows a choice.
    target: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // Data URLs would be one more source to allow in the content security policy of fonts and styles.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next)[\\/]/,
            },
          ],
        },
      },
    },
  },
  // `npm run dev --workspace console` beside a running server.
  server: { proxy: { '/management': 'http://127.0.0.1:8888', '/avatars': 'http://127.0.0.1:8888' } },
});
