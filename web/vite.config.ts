import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

declare const process: { env: Record<string, string | undefined> };

const out = process.env.VITRINA_WEB_OUT ?? 'build';
const api = process.env.VITRINA_API ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [sveltekit({ adapter: adapter({ pages: out, assets: out, fallback: '200.html', precompress: true }) })],
  build: { target: ['es2022', 'safari16.4'] },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': api, '/media': api }
  }
});
