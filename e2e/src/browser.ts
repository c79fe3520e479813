// The browser: Debian's Chromium, kept from looking anything up on the network by itself.

export const chromium = {
  browserName: "chromium" as const,
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
  launchOptions: {
    executablePath: process.env.RONGHE_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  },
};
