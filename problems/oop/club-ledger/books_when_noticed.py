import heapq


class Account:
    def __init__(self, opened):
        self.opened = opened
        self.balance = 0
        self.spent = 0
        self.entries = []  # (minute, change)

    def change(self, minute, cents):
        self.balance += cents
        self.entries.append((minute, cents))

    def spend(self, minute, cents):
        self.change(minute, -cents)
        self.spent += cents

    def balance_at(self, moment):
        return sum(cents for minute, cents in self.entries if minute <= moment)


class ClubLedger:
    def __init__(self):
        self.accounts = {}
        self.booked = 0
        self.payments = {}  # number -> (member, price), those still to come
        self.due = []  # heap of (minute, number); cancelled numbers stay in it
        self.made = []  # numbers, in the order of payment

    def settle(self, now):
        while self.due and self.due[0][0] <= now:
            _, number = heapq.heappop(self.due)
            if number in self.payments:
                member, price = self.payments.pop(number)
                account = self.accounts[member]
                if account.balance >= price:
                    account.spend(now, price)
                    self.made.append(number)

    def join(self, now, member):
        self.settle(now)
        if member in self.accounts:
            return False
        self.accounts[member] = Account(now)
        return True

    def deposit(self, now, member, cents):
        self.settle(now)
        if member not in self.accounts:
            return None
        self.accounts[member].change(now, cents)
        return self.accounts[member].balance

    def transfer(self, now, payer, payee, cents):
        self.settle(now)
        source, target = self.accounts.get(payer), self.accounts.get(payee)
        if not source or not target or source is target or source.balance < cents:
            return None
        source.spend(now, cents)
        target.change(now, cents)
        return source.balance

    def balance(self, now, member):
        self.settle(now)
        account = self.accounts.get(member)
        return account.balance if account else None

    def top_spenders(self, now, count):
        self.settle(now)
        ranked = sorted(self.accounts.items(), key=lambda item: (-item[1].spent, item[0]))
        return [f"{name} {account.spent}" for name, account in ranked[:count]]

    def plan(self, now, member, price, delay):
        self.settle(now)
        if member not in self.accounts:
            return None
        self.booked += 1
        self.payments[self.booked] = (member, price)
        heapq.heappush(self.due, (now + delay, self.booked))
        return self.booked

    def cancel(self, now, member, payment):
        self.settle(now)
        if payment not in self.payments or self.payments[payment][0] != member:
            return False
        del self.payments[payment]
        return True

    def paid(self, now, count):
        self.settle(now)
        return self.made[::-1][:count]

    def merge(self, now, keep, gone):
        self.settle(now)
        if keep not in self.accounts or gone not in self.accounts or keep == gone:
            return False
        account, other = self.accounts[keep], self.accounts.pop(gone)
        account.opened = min(account.opened, other.opened)
        account.balance += other.balance
        account.spent += other.spent
        account.entries += other.entries
        for number, (member, price) in self.payments.items():
            if member == gone:
                self.payments[number] = (keep, price)
        return True

    def balance_at(self, now, member, ago):
        self.settle(now)
        account = self.accounts.get(member)
        if not account or now - ago < account.opened:
            return None
        return account.balance_at(now - ago)

    def statement(self, now, member, count):
        self.settle(now)
        if member not in self.accounts:
            return []
        account = self.accounts[member]
        minutes = sorted({minute for minute, _ in account.entries}, reverse=True)
        return [f"{minute} {account.balance_at(minute)}" for minute in minutes[:count]]
