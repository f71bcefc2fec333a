// Style sheets are imported for esbuild, which makes dist/webview.css of them.
declare module '*.css';
