class ClubLedger:
    def __init__(self):
        self.accounts = {}

    def join(self, now, member):
        if member in self.accounts:
            return False
        self.accounts[member] = 0
        return True

    def deposit(self, now, member, cents):
        if member not in self.accounts:
            return None
        self.accounts[member] += cents
        return self.accounts[member]

    def transfer(self, now, payer, payee, cents):
        if payee not in self.accounts or self.accounts.get(payer, 0) < cents:
            return None
        self.accounts[payer] -= cents
        self.accounts[payee] += cents
        return self.accounts[payer]

    def balance(self, now, member):
        return self.accounts.get(member)
