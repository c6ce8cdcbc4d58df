import { chromium } from 'playwright-core';
const FLAGS=['--no-sandbox','--disable-quic','--use-gl=angle','--use-angle=swiftshader','--enable-unsafe-swiftshader'];
const b=await chromium.launch({executablePath:'/usr/bin/chromium',headless:true,args:FLAGS});
export async function page(opts={}){const c=await b.newContext({baseURL:process.env.BASE??'http://127.0.0.1:8432',viewport:opts.phone?{width:390,height:844}:{width:1366,height:768},locale:'id-ID',colorScheme:opts.dark?'dark':'light',reducedMotion:'reduce',permissions:['clipboard-read','clipboard-write']});const p=await c.newPage();p.on('console',m=>{if(m.type()==='error'||m.type()==='warning')console.log('CONSOLE',m.text().slice(0,300))});p.on('pageerror',e=>console.log('PAGEERR',e.message));p.setDefaultTimeout(30000);return p;}
export const done=()=>b.close();
