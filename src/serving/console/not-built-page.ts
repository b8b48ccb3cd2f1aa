/** Stands at /console/ where there is no console yet; what runs beside it works. */
export const notBuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Portico</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem}code{font-size:15px}</style>
<h1>The console is not built yet</h1>
<p>The server runs and every contract is served; only this page is missing. Build it on the server, then reload:</p>
<pre><code>npm run build:console</code></pre>
<hr>
<h1 lang="zh-CN">控制台尚未构建</h1>
<p lang="zh-CN">服务运行正常，各接口均可使用，只缺这个页面。请在服务器上执行上面的命令，完成后刷新本页。</p>
</html>
`;
