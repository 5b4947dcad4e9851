// `Menu`: a window in Chromium's app mode has none, which is what an application without a menu asks for.

export const Menu = {
  setApplicationMenu(menu: null): void {
    if (menu !== null) throw new Error('The stand-in shows no application menu')
  },
  getApplicationMenu: () => null,
}
